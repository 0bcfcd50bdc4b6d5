package dev.doppio.logwriter;

import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.source.NodePosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The log in memory, as one storage node sees it, with Kafka's manners: what is not committed is
 * never seen, a later session fences an earlier one, a commit may lose its answer. It holds callers
 * to the port: after an exception a session takes nothing but close. Not thread-safe.
 */
public final class MemoryLog implements WritableLog {
  /** What may go wrong, and when. */
  public enum Fault {
    /** The next open finds no log. */
    OPEN_FAILS,
    /** The next append fails. */
    APPEND_FAILS,
    /** The next publish fails. */
    PUBLISH_FAILS,
    /** The next commit is an abort, and its answer is lost. */
    COMMIT_ABORTED,
    /** The next commit is done, and its answer is lost. */
    COMMIT_DONE_BUT_UNANSWERED,
    /** Before the next commit another session of the node opens. */
    FENCED_AT_COMMIT
  }

  private static final class Topic {
    private LogId id;
    private final Map<Integer, List<LogRecord>> partitions = new HashMap<>();
  }

  private static final class Shared {
    private final Supplier<LogId> ids;
    private final Map<String, Topic> topics = new HashMap<>();
    private final Map<Fingerprint, Schema> schemas = new HashMap<>();

    private Shared(Supplier<LogId> ids) {
      this.ids = ids;
    }

    private Topic topic(String database) {
      return topics.computeIfAbsent(
          database,
          name -> {
            Topic topic = new Topic();
            topic.id = ids.get();
            return topic;
          });
    }
  }

  private final Shared shared;
  private final List<Orphan> orphans = new ArrayList<>();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private Optional<NodePosition> position = Optional.empty();
  private int epoch;
  private int commits;
  private int publications;

  /**
   * An empty log.
   *
   * @param ids gives each database's log its identity at first sight
   */
  public MemoryLog(Supplier<LogId> ids) {
    this(new Shared(ids));
  }

  private MemoryLog(Shared shared) {
    this.shared = shared;
  }

  /** The same topics as another storage node sees them. */
  public MemoryLog ofOtherNode() {
    return new MemoryLog(shared);
  }

  /** Faults to come, each at the next call that it fits; the first waits for its call. */
  public void failNext(Fault fault) {
    faults.add(fault);
  }

  /** True while a fault still waits for its call. */
  public boolean hasFaults() {
    return !faults.isEmpty();
  }

  /** Committed records of a partition in log order; the index is the offset. */
  public List<LogRecord> records(PartitionId partition) {
    return Collections.unmodifiableList(partition(partition));
  }

  /** Published schemas. */
  public Map<Fingerprint, Schema> schemas() {
    return Collections.unmodifiableMap(shared.schemas);
  }

  /** This node's committed orphans. */
  public List<Orphan> orphans() {
    return Collections.unmodifiableList(orphans);
  }

  /** This node's committed position. */
  public Optional<NodePosition> position() {
    return position;
  }

  /** Identity of a database's log. */
  public LogId logId(String database) {
    return shared.topic(database).id;
  }

  /** Commits of this node. */
  public int commits() {
    return commits;
  }

  /** Schemas published by this node, repeated ones too. */
  public int publications() {
    return publications;
  }

  /** Deletes a database's log and makes it again. */
  public void recreate(String database) {
    shared.topics.remove(database);
  }

  /** Sets this node's position, as an operator could by hand. */
  public void forcePosition(Optional<NodePosition> forced) {
    position = forced;
  }

  @Override
  public Session open() {
    if (strikes(Fault.OPEN_FAILS)) {
      throw new DoppioException(FailureKind.LOG_UNAVAILABLE, "injected: the log does not open");
    }
    epoch++;
    return new MemorySession(epoch);
  }

  private boolean strikes(Fault fault) {
    if (faults.peek() != fault) {
      return false;
    }
    faults.remove();
    return true;
  }

  private List<LogRecord> partition(PartitionId partition) {
    return shared
        .topic(partition.database())
        .partitions
        .computeIfAbsent(partition.number(), number -> new ArrayList<>());
  }

  private record Appended(PartitionId partition, LogRecord record) {}

  private final class MemorySession implements Session {
    private final int mine;
    private final List<Appended> open = new ArrayList<>();
    private final List<Orphan> openOrphans = new ArrayList<>();
    private Optional<NodePosition> openPosition = Optional.empty();
    private boolean inTransaction;
    private boolean usable = true;

    private MemorySession(int mine) {
      this.mine = mine;
    }

    @Override
    public LogId logId(String database) {
      check(false);
      return shared.topic(database).id;
    }

    @Override
    public Optional<LogRecord> last(PartitionId partition) {
      check(false);
      List<LogRecord> records = partition(partition);
      return records.isEmpty() ? Optional.empty() : Optional.of(records.get(records.size() - 1));
    }

    @Override
    public Optional<NodePosition> position() {
      check(false);
      return position;
    }

    @Override
    public void publish(Schema schema) {
      check(inTransaction);
      failAt(Fault.PUBLISH_FAILS);
      publications++;
      shared.schemas.put(new Fingerprint(SchemaNormalization.parsingFingerprint64(schema)), schema);
    }

    @Override
    public void begin() {
      check(false);
      inTransaction = true;
    }

    @Override
    public void append(PartitionId partition, LogRecord record) {
      check(true);
      failAt(Fault.APPEND_FAILS);
      open.add(new Appended(partition, record));
    }

    @Override
    public void orphan(Orphan orphan) {
      check(true);
      openOrphans.add(orphan);
    }

    @Override
    public void position(NodePosition next) {
      check(true);
      openPosition = Optional.of(next);
    }

    @Override
    public void commit() {
      check(true);
      if (strikes(Fault.FENCED_AT_COMMIT)) {
        epoch++;
      }
      checkEpoch();
      failAt(Fault.COMMIT_ABORTED);
      open.forEach(appended -> partition(appended.partition()).add(appended.record()));
      orphans.addAll(openOrphans);
      position = openPosition.or(() -> position);
      commits++;
      forget();
      failAt(Fault.COMMIT_DONE_BUT_UNANSWERED);
    }

    @Override
    public void abort() {
      check(true);
      forget();
    }

    @Override
    public void close() {
      usable = false;
      forget();
    }

    private void forget() {
      open.clear();
      openOrphans.clear();
      openPosition = Optional.empty();
      inTransaction = false;
    }

    private void failAt(Fault fault) {
      if (strikes(fault)) {
        usable = false;
        throw new DoppioException(FailureKind.LOG_UNAVAILABLE, "injected: " + fault);
      }
    }

    private void check(boolean transaction) {
      if (!usable || inTransaction != transaction) {
        throw new IllegalStateException(
            "the port's order of calls is broken: usable " + usable + ", open " + inTransaction);
      }
      checkEpoch();
    }

    private void checkEpoch() {
      if (mine != epoch) {
        usable = false;
        throw new DoppioException(FailureKind.FENCED, "a later session of this node exists");
      }
    }
  }
}
