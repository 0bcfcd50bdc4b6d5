package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.BaseTable;

/**
 * The operator's door to a warehouse: tells how far a table is, and tidies it. Works beside running
 * appliers, whose commits it takes nothing from. Not thread-safe.
 */
public final class Maintenance implements AutoCloseable {
  /** Younger files may be of a commit under way. */
  private static final Duration ORPHANED = Duration.ofDays(1);

  private final Warehouse warehouse;
  private final HadoopTargetConfig config;
  private final DocumentTables tables;
  private final Clock clock;

  /**
   * @param config the applier's
   * @throws DoppioException TARGET_UNAVAILABLE when the warehouse can't be reached
   */
  public Maintenance(HadoopTargetConfig config, Clock clock) {
    this.warehouse = Warehouse.open(config);
    this.config = config;
    this.tables = new DocumentTables(warehouse, config);
    this.clock = clock;
  }

  /** The document tables that there are. */
  public List<TableName> tables() {
    return warehouse.all().stream()
        .flatMap(id -> warehouse.find(id).stream())
        .map(BaseTable::properties)
        .filter(map -> "current".equals(map.get(Kind.PROPERTY)))
        .map(map -> TableName.parse(map.get(Kind.TABLE)))
        .toList();
  }

  /**
   * How far a table is.
   *
   * @throws DoppioException TARGET_REFUSED when there is none of that name
   */
  public Watermark watermark(TableName table) {
    Map<String, String> standings =
        CheckpointTable.look(warehouse, config.datacenter())
            .orElseThrow(() -> unknown(table))
            .properties();
    SortedMap<PartitionId, Scn> partitions = new TreeMap<>();
    for (PartitionId partition : Standing.partitions(standings)) {
      Standing.read(standings, partition)
          .checkpoint()
          .map(Checkpoint::scn)
          .ifPresent(scn -> partitions.put(partition, scn));
    }
    BaseTable current = find(table, Kind.CURRENT);
    return new Watermark(
        table,
        CheckpointTable.watermark(standings),
        partitions,
        Optional.ofNullable(current.currentSnapshot())
            .map(org.apache.iceberg.Snapshot::snapshotId));
  }

  /**
   * Writes small files together, and what deletes left of the current state. A table that is
   * written to meanwhile is not held up.
   *
   * @throws DoppioException TARGET_REFUSED when there is none of that name
   */
  public List<Compacted> compact(TableName table) {
    List<Compacted> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      find(table, kind);
      Compaction compaction = new Compaction(tables, table, kind);
      Compacted done = warehouse.attempt(kind.of(table) + ", compacting", compaction::run);
      int orphans =
          warehouse.attempt(
              kind.of(table) + ", looking for files of nobody's",
              () -> Orphans.delete(find(table, kind), clock.instant().minus(ORPHANED)));
      all.add(
          new Compacted(
              done.table(), done.filesBefore(), done.deletesBefore(), done.filesAfter(), orphans));
    }
    return all;
  }

  private BaseTable find(TableName table, Kind kind) {
    return tables.find(table, kind).orElseThrow(() -> unknown(table));
  }

  private DoppioException unknown(TableName table) {
    return new DoppioException(
        FailureKind.TARGET_REFUSED,
        "the warehouse "
            + config.warehouse()
            + " has no table "
            + table
            + "; it has "
            + (tables().isEmpty() ? "none" : tables()));
  }

  /** Idempotent. */
  @Override
  public void close() {
    warehouse.close();
  }
}
