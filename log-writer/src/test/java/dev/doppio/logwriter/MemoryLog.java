package dev.doppio.logwriter;

import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry.Candidate;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.Schema;

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

  private final MemoryBroker broker;
  private final Candidate node;
  private final MemoryProducer producer;
  private final Deque<Fault> faults = new ArrayDeque<>();
  private boolean lateMarkers;
  private int sessions;
  private int commits;
  private int publications;
  private long mostBytes = Long.MAX_VALUE;

  /**
   * An empty log, as node {@code n1} of datacenter {@code dc1} sees it.
   *
   * @param ids gives each database's log its identity at first sight
   */
  public MemoryLog(Supplier<LogId> ids) {
    this(new MemoryBroker(ids));
  }

  /** The log of a cluster, as the next storage node sees it. */
  public MemoryLog(MemoryBroker broker) {
    this.broker = broker;
    String name = "n" + (broker.producers() + 1);
    this.node = new Candidate(new Origin("dc1", name), "memory-" + name, "a process of " + name);
    this.producer = broker.producer(node.transactionalId());
  }

  /** The same topics and the same ledger as the next storage node sees them: n2, n3, ... */
  public MemoryLog ofOtherNode() {
    return new MemoryLog(broker);
  }

  /** From now on readers learn of a commit by {@link #settleOne()}, or at the next transaction. */
  public MemoryLog withLateMarkers() {
    lateMarkers = true;
    return this;
  }

  /**
   * One more partition learns the outcome of the last transaction; false when none waits for it.
   */
  public boolean settleOne() {
    return producer.settleOne();
  }

  /** The coordinator gives up the open transaction, as it does with one that is too old. */
  public boolean timeOut() {
    return producer.timeOut();
  }

  /** True while a session of this node has begun to write and neither committed nor aborted. */
  public boolean isWriting() {
    return producer.isWriting();
  }

  /** The ledger of all nodes. */
  public MemoryLedger ledger() {
    return broker.ledger();
  }

  /** Sessions from now on admit so much, until a later one has to admit what was refused. */
  public void admitOnly(long bytes) {
    mostBytes = bytes;
  }

  /** Faults to come, each at the next call that it fits; the first waits for its call. */
  public void failNext(Fault fault) {
    faults.add(fault);
  }

  /** True while a fault still waits for its call. */
  public boolean hasFaults() {
    return !faults.isEmpty();
  }

  /** What readers see of a partition, in log order. */
  public List<LogRecord> records(PartitionId partition) {
    return broker.partition(partition).readable().stream().map(MemoryRecord::read).toList();
  }

  /** This node's committed orphans. */
  public List<Orphan> orphans() {
    return Collections.unmodifiableList(producer.committed().orphans());
  }

  /** This node's committed position. */
  public Optional<NodePosition> position() {
    return producer.committed().position();
  }

  /** Published schemas. */
  public Map<Fingerprint, Schema> schemas() {
    return broker.schemas();
  }

  /** What this node keeps of itself beside records. */
  MemoryState committed() {
    return producer.committed();
  }

  /** Identity of a database's log. */
  public LogId logId(String database) {
    return broker.logId(database);
  }

  /** Sessions that this node ever had. */
  public int sessions() {
    return sessions;
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
    broker.recreate(database);
  }

  /** Sets this node's position, as an operator could by hand. */
  public void forcePosition(Optional<NodePosition> forced) {
    producer.committed().position(forced);
  }

  @Override
  public Candidate candidate() {
    return node;
  }

  @Override
  public LogView view() {
    return new MemoryView(broker);
  }

  @Override
  public Session open() {
    if (strikes(Fault.OPEN_FAILS)) {
      throw new DoppioException(FailureKind.LOG_UNAVAILABLE, "injected: the log does not open");
    }
    sessions++;
    return new MemorySession(producer.open());
  }

  private boolean strikes(Fault fault) {
    if (faults.peek() != fault) {
      return false;
    }
    faults.remove();
    return true;
  }

  private final class MemorySession extends MemoryView implements Session {
    private final int mine;
    private final Map<String, LogId> written = new HashMap<>();
    private final MemoryState uncommitted = new MemoryState();
    private boolean inTransaction;
    private boolean usable = true;
    private final long admitted = mostBytes;

    private MemorySession(int mine) {
      super(broker);
      this.mine = mine;
    }

    @Override
    public LogId logId(String database) {
      check(false);
      return written.computeIfAbsent(database, broker::logId);
    }

    @Override
    public Optional<LogRecord> last(PartitionId partition) {
      check(false);
      return super.last(partition);
    }

    @Override
    public Optional<NodePosition> position() {
      check(false);
      return producer.committed().position();
    }

    @Override
    public Map<TableName, TableVersion> tables() {
      check(false);
      return producer.committed().tables();
    }

    @Override
    public List<TableSnapshot> snapshots() {
      check(false);
      return producer.committed().snapshots();
    }

    @Override
    public List<SnapshotRequest> requests() {
      check(false);
      return producer.committed().requests();
    }

    @Override
    public void fence(Set<String> transactionalIds) {
      check(false);
      for (String id : transactionalIds) {
        broker.producer(id).fence();
      }
    }

    @Override
    public void publish(Schema schema) {
      check(inTransaction);
      failAt(Fault.PUBLISH_FAILS);
      publications++;
      broker.publish(schema);
    }

    @Override
    public boolean admits(long bytes) {
      mostBytes = Math.max(mostBytes, bytes);
      return bytes <= admitted;
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
      sameLog(partition.database());
      transaction().append(broker.partition(partition), MemoryRecord.of(record));
    }

    private MemoryTransaction transaction() {
      checkEpoch();
      return producer.transaction();
    }

    /** A producer sees that a topic was made again by offsets that do not rise. */
    private void sameLog(String database) {
      LogId now = broker.logId(database);
      if (!written.computeIfAbsent(database, name -> now).equals(now)) {
        usable = false;
        throw new DoppioException(FailureKind.LOG_REFUSED, "the log was made again meanwhile");
      }
    }

    @Override
    public void orphan(Orphan orphan) {
      check(true);
      transaction();
      uncommitted.orphans().add(orphan);
    }

    @Override
    public void position(NodePosition next) {
      check(true);
      transaction();
      uncommitted.position(Optional.of(next));
    }

    @Override
    public void table(TableName table, Optional<TableVersion> version) {
      check(true);
      transaction();
      uncommitted.table(table, version);
    }

    @Override
    public void snapshot(TableSnapshot snapshot) {
      check(true);
      transaction();
      uncommitted.snapshot(snapshot);
    }

    @Override
    public void commit() {
      check(true);
      if (strikes(Fault.FENCED_AT_COMMIT)) {
        producer.open();
      }
      failAt(Fault.COMMIT_ABORTED);
      written.keySet().forEach(this::sameLog);
      transaction().commit();
      producer.committed().add(uncommitted);
      commits++;
      if (!lateMarkers) {
        producer.settle();
      }
      forget();
      failAt(Fault.COMMIT_DONE_BUT_UNANSWERED);
    }

    @Override
    public void abort() {
      check(true);
      checkEpoch();
      producer.end();
      forget();
    }

    @Override
    public void close() {
      if (usable && inTransaction && producer.isOf(mine)) {
        producer.end();
      }
      usable = false;
      forget();
    }

    private void forget() {
      uncommitted.clear();
      inTransaction = false;
    }

    private void failAt(Fault fault) {
      if (strikes(fault)) {
        usable = false;
        throw new DoppioException(FailureKind.LOG_UNAVAILABLE, "injected: " + fault);
      }
    }

    private void check(boolean inside) {
      if (!usable || inTransaction != inside) {
        throw new IllegalStateException(
            "the port's order of calls is broken: usable " + usable + ", open " + inTransaction);
      }
    }

    private void checkEpoch() {
      try {
        producer.check(mine);
      } catch (DoppioException e) {
        usable = false;
        throw e;
      }
    }
  }
}
