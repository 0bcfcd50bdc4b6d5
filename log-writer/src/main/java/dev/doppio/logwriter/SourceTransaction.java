package dev.doppio.logwriter;

import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.source.SourceEvent.Begin;
import java.util.HashMap;
import java.util.Map;

/**
 * A source transaction, or a chunk of a snapshot, on its way into the partitions it touches: one
 * open run in each. Rows pass through; nothing but the runs' last records is kept.
 */
final class SourceTransaction {
  private final Begin begin;
  private final long nodeTransaction;
  private final Runs runs;
  private final HoldBack budget;
  private final Map<PartitionId, OpenRun> open = new HashMap<>();
  private boolean leftOrphans;

  /**
   * @param nodeTransaction the node's number of it; of the last one before it for a snapshot chunk
   */
  SourceTransaction(Begin begin, long nodeTransaction, Runs runs, HoldBack budget) {
    this.begin = begin;
    this.nodeTransaction = nodeTransaction;
    this.runs = runs;
    this.budget = budget;
  }

  Begin begin() {
    return begin;
  }

  long nodeTransaction() {
    return nodeTransaction;
  }

  void write(PartitionId partition, byte[] key, byte[] value) {
    open.computeIfAbsent(partition, this::start).add(key, value);
  }

  private OpenRun start(PartitionId partition) {
    return runs.start(
        partition, begin.kind(), begin.gtid(), nodeTransaction, begin.committedAt(), budget);
  }

  /** Ends the run of each partition. */
  void end() {
    open.values().forEach(run -> run.end(open.size()));
  }

  /** A row of it went to the orphans. */
  void leftOrphan() {
    leftOrphans = true;
  }

  /** True when nothing of it is in the log, in the orphans neither. */
  boolean isEmpty() {
    return open.isEmpty() && !leftOrphans;
  }
}
