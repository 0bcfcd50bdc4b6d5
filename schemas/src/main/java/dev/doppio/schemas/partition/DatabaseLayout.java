package dev.doppio.schemas.partition;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How one database is laid over its partitions.
 *
 * @param database logical name; in mode SCHEMA the MySQL schema's name without its number, else the
 *     MySQL schema
 * @param partitions fixed count, from 1
 * @param mode how documents spread
 * @param owned the partitions this node masters, ascending; all of them when this node is alone
 * @param resourceIds resource-id columns of tables (by name without database) that do not take the
 *     leading primary-key column
 * @param pinned tables (by name without database) that live in one partition as a whole
 */
public record DatabaseLayout(
    String database,
    int partitions,
    PartitionMode mode,
    List<Integer> owned,
    Map<String, List<String>> resourceIds,
    Map<String, Integer> pinned) {
  public DatabaseLayout {
    Objects.requireNonNull(mode);
    owned = owned.stream().sorted().distinct().toList();
    resourceIds = Map.copyOf(resourceIds);
    pinned = Map.copyOf(pinned);
    if (partitions < 1 || owned.isEmpty()) {
      throw new IllegalArgumentException(database + " has no partitions, or this node owns none");
    }
    owned.forEach(number -> Objects.checkIndex(number, partitions));
    pinned.values().forEach(number -> Objects.checkIndex(number, partitions));
  }

  /** True when the table's documents belong to this database. */
  public boolean covers(TableName table) {
    return mode.covers(database, table.database());
  }

  /** True when two tables of one structure spread alike, whatever their names. */
  public boolean placesAlike(TableName one, TableName other) {
    String a = one.table();
    String b = other.table();
    return Objects.equals(pinned.get(a), pinned.get(b))
        && Objects.equals(resourceIds.get(a), resourceIds.get(b));
  }

  /** The partitions this node masters. */
  public List<PartitionId> ownedPartitions() {
    return owned.stream().map(number -> new PartitionId(database, number)).toList();
  }
}
