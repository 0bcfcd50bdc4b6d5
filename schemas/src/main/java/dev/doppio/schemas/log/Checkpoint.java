package dev.doppio.schemas.log;

import java.util.Objects;

/**
 * Where a consumer stands in one partition: everything up to and including {@code scn} is applied.
 *
 * @param log the log it read
 * @param datacenter the datacenter where the runs entered the log first
 * @param partition the partition
 * @param scn last run applied completely
 * @param transactions data transactions applied so far: the running count of that run
 */
public record Checkpoint(
    LogId log, String datacenter, PartitionId partition, Scn scn, long transactions) {
  public Checkpoint {
    Objects.requireNonNull(log);
    Objects.requireNonNull(datacenter);
    Objects.requireNonNull(partition);
    Objects.requireNonNull(scn);
    if (transactions < 0) {
      throw new IllegalArgumentException("negative transaction count at " + partition + " " + scn);
    }
  }
}
