package dev.doppio.logreader;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.EndHeader;
import dev.doppio.schemas.log.PartitionId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many partitions each log has; told by the log reader's thread. Thread-safe. */
final class LogShape {
  private final Map<String, Integer> partitions = new ConcurrentHashMap<>();

  void learn(String database, int count) {
    partitions.put(database, count);
  }

  /**
   * How far a schema change goes, from the number of partitions that it was written to. A table of
   * another MySQL schema than the log's name is in mode {@code schema}: all of it in one partition.
   *
   * <p>Where documents are placed over all partitions of the log, no other node has some of the
   * table in this one.
   *
   * @param partition that brought it; its log has been opened
   * @param placed the partitions that documents of the table are in; empty where it is not told
   */
  Reach reach(PartitionId partition, TableName table, List<Integer> placed, EndHeader end) {
    boolean all = placed.size() == partitions.get(partition.database());
    boolean spread = table.database().equals(partition.database());
    return spread && !all && end.partitions() < partitions.get(partition.database())
        ? Reach.PART_OF_TABLE
        : Reach.WHOLE_TABLE;
  }
}
