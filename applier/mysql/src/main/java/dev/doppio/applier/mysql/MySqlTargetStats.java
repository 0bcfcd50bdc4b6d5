package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.TableName;
import java.util.Map;

/**
 * What a target has done since it was opened, over all its partitions.
 *
 * @param transactions transactions of the target committed
 * @param upserted rows written
 * @param deleted deletes sent
 * @param drift updates and deletes that found no row, by table; a replica in step has none
 * @param discarded rows of a table that another partition's schema change has dropped already
 * @param takeovers connections of an earlier owner that were killed because they held a partition
 * @param skipped what operators let the partitions pass that were opened here, ever
 */
public record MySqlTargetStats(
    long transactions,
    long upserted,
    long deleted,
    Map<TableName, Long> drift,
    long discarded,
    long takeovers,
    long skipped) {
  public MySqlTargetStats {
    drift = Map.copyOf(drift);
  }
}
