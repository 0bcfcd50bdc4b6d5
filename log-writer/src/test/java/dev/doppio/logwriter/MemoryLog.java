package dev.doppio.logwriter;

import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry.Candidate;
import dev.doppio.schemas.source.NodePosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The log in memory, as one storage node sees it, with Kafka's manners: what is not committed is
 * never seen, a later session fences an earlier one, another node may fence it too, a commit may
 * lose its answer. It holds callers to the port: after an exception a session takes nothing but
 * close. Not thread-safe.
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

  /** A node's producer as the brokers know it. */
  private static final class Producer {
    private int epoch;
    private int opened;
    private Optional<NodePosition> position = Optional.empty();
  }

  private static final class Shared {
    private final Supplier<LogId> ids;
    private final Map<String, Topic> topics = new HashMap<>();
    private final Map<Fingerprint, Schema> schemas = new HashMap<>();
    private final Map<String, Producer> producers = new TreeMap<>();
    private final MemoryLedger ledger = new MemoryLedger();

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
  private final Candidate node;
  private final Producer producer = new Producer();
  private final List<Orphan> orphans = new ArrayList<>();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private int commits;
  private int publications;

  /**
   * An empty log, as node {@code n1} of datacenter {@code dc1} sees it.
   *
   * @param ids gives each database's log its identity at first sight
   */
  public MemoryLog(Supplier<LogId> ids) {
    this(new Shared(ids));
  }

  private MemoryLog(Shared shared) {
    this.shared = shared;
    String name = "n" + (shared.producers.size() + 1);
    this.node = new Candidate(new Origin("dc1", name), "memory-" + name, "a process of " + name);
    shared.producers.put(node.transactionalId(), producer);
  }

  /** The same topics and the same ledger as the next storage node sees them: n2, n3, ... */
  public MemoryLog ofOtherNode() {
    return new MemoryLog(shared);
  }

  /** The ledger of all nodes. */
  public MemoryLedger ledger() {
    return shared.ledger;
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
    return producer.position;
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
    producer.position = forced;
  }

  @Override
  public Candidate candidate() {
    return node;
  }

  @Override
  public LogView view() {
    return new MemoryView();
  }

  @Override
  public Session open() {
    if (strikes(Fault.OPEN_FAILS)) {
      throw new DoppioException(FailureKind.LOG_UNAVAILABLE, "injected: the log does not open");
    }
    producer.epoch++;
    producer.opened = producer.epoch;
    return new MemorySession(producer.epoch);
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

  private class MemoryView implements LogView {
    @Override
    public LogId logId(String database) {
      return shared.topic(database).id;
    }

    @Override
    public Optional<LogRecord> last(PartitionId partition) {
      List<LogRecord> records = partition(partition);
      return records.isEmpty() ? Optional.empty() : Optional.of(records.get(records.size() - 1));
    }

    @Override
    public Optional<LogRecord> lastVisible(PartitionId partition) {
      return last(partition);
    }

    @Override
    public Optional<NodePosition> position(String name) {
      return Optional.ofNullable(shared.producers.get("memory-" + name))
          .flatMap(found -> found.position);
    }

    @Override
    public Ledger ledger() {
      return shared.ledger;
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  private record Appended(PartitionId partition, LogRecord record) {}

  private final class MemorySession extends MemoryView implements Session {
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
      return super.logId(database);
    }

    @Override
    public Optional<LogRecord> last(PartitionId partition) {
      check(false);
      return super.last(partition);
    }

    @Override
    public Optional<NodePosition> position() {
      check(false);
      return producer.position;
    }

    @Override
    public void fence(Set<String> transactionalIds) {
      check(false);
      for (String id : transactionalIds) {
        shared.producers.computeIfAbsent(id, unknown -> new Producer()).epoch++;
      }
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
        producer.epoch++;
        producer.opened = producer.epoch;
      }
      checkEpoch();
      failAt(Fault.COMMIT_ABORTED);
      open.forEach(appended -> partition(appended.partition()).add(appended.record()));
      orphans.addAll(openOrphans);
      producer.position = openPosition.or(() -> producer.position);
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

    /** A later session of the node has left its name; another node that fenced it has not. */
    private void checkEpoch() {
      if (mine != producer.epoch) {
        usable = false;
        throw producer.opened == mine
            ? new DoppioException(FailureKind.LOG_UNAVAILABLE, "another node fenced this one")
            : new DoppioException(FailureKind.FENCED, "a later session of this node exists");
      }
    }
  }
}
