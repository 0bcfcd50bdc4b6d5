package dev.doppio.logreader;

import dev.doppio.schemas.log.PartitionId;

/**
 * What the log is applied to: a replica, an index, a table. Thread-safe: it only opens partitions.
 */
public interface Target extends AutoCloseable {
  /** Opens one partition of the target; takes it over from any earlier owner. */
  TargetPartition open(PartitionId partition);

  /** Idempotent; closes what is still open. */
  @Override
  void close();
}
