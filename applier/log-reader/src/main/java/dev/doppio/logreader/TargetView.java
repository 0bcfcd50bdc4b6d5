package dev.doppio.logreader;

import dev.doppio.schemas.log.PartitionId;

/** What a target says of its partitions, for the operator. Writes nothing. Not thread-safe. */
public interface TargetView extends AutoCloseable {
  /**
   * How a partition stands.
   *
   * @throws dev.doppio.schemas.failure.DoppioException TARGET_UNAVAILABLE, TARGET_REFUSED,
   *     TARGET_REJECTED for a checkpoint of a newer Doppio
   */
  TargetStanding standing(PartitionId partition);

  /** Idempotent. */
  @Override
  void close();
}
