package dev.doppio.logreader;

import dev.doppio.schemas.log.PartitionId;

/**
 * What the log is applied to: a replica, an index, a table, a stream. Any thread may open a
 * partition, several at a time; each {@link TargetPartition} then belongs to the one that steps its
 * reader.
 */
public interface Target extends AutoCloseable {
  /**
   * Opens one partition of the target and takes it over: whoever opened it before, here or in
   * another process, can't commit any more. Nothing is written to documents by it.
   *
   * @throws dev.doppio.schemas.failure.DoppioException TARGET_UNAVAILABLE when it may work later,
   *     TARGET_REJECTED when what is found there does not read (this partition stops),
   *     TARGET_REFUSED when no partition can work (the process ends)
   */
  TargetPartition open(PartitionId partition);

  /** Idempotent; closes what is still open. The reader does not call it: who made it does. */
  @Override
  void close();
}
