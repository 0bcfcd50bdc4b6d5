package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The documents of a warehouse's tables of the current state together with the places of the log
 * that they are of, beside running appliers. Writes nothing. Not thread-safe.
 */
public final class LoadedDocuments implements AutoCloseable {
  private final HadoopTargetConfig config;
  private final String database;
  private final Warehouse warehouse;

  /**
   * A document that is not deleted.
   *
   * @param partition that it is of
   * @param key its path
   * @param fields those that are not NULL, as text, by their names
   */
  public record Document(PartitionId partition, DocumentKey key, SortedMap<String, String> fields) {
    public Document {
      Objects.requireNonNull(partition);
      Objects.requireNonNull(key);
      Objects.requireNonNull(fields);
    }

    /** Names the document only: contents never enter a log file. */
    @Override
    public String toString() {
      return "document " + key + " of " + partition;
    }
  }

  /**
   * @param config the applier's
   * @param database of the log
   * @throws dev.doppio.schemas.failure.DoppioException TARGET_UNAVAILABLE when the warehouse can't
   *     be reached
   */
  public LoadedDocuments(HadoopTargetConfig config, String database) {
    this.config = config;
    this.database = database;
    this.warehouse = Warehouse.open(config);
  }

  /** What a table that is right has as {@link Document#fields} of a row. */
  public static SortedMap<String, String> fields(Row row) {
    SortedMap<String, String> fields = new TreeMap<>();
    for (int i = 0; i < row.values().length; i++) {
      Object value = row.values()[i];
      ColumnType type = row.table().columns().get(i).type();
      String name = Names.column(row.table().columns().get(i).name());
      if (value != null && ColumnForm.isBeyond(value, type)) {
        fields.put(Names.literal(name), String.valueOf(value));
      } else if (value != null) {
        fields.put(name, text(ColumnForm.value(value, type, ColumnForm.type(type))));
      }
    }
    return fields;
  }

  /** Numbers are the same in a field that has become wider. */
  private static String text(Object value) {
    if (value instanceof Float || value instanceof Double) {
      return Double.toString(((Number) value).doubleValue());
    }
    return value instanceof BigDecimal number
        ? number.stripTrailingZeros().toPlainString()
        : FieldText.of(value);
  }

  /** Where partitions stand now; those that nothing was applied of are not in it. */
  public Map<PartitionId, Checkpoint> checkpoints(Collection<PartitionId> partitions) {
    Map<PartitionId, Checkpoint> at = new TreeMap<>();
    CheckpointTable.look(warehouse, config.datacenter())
        .map(CheckpointTable::properties)
        .ifPresent(
            map ->
                partitions.forEach(
                    partition ->
                        Standing.read(map, partition)
                            .checkpoint()
                            .ifPresent(place -> at.put(partition, place))));
    return at;
  }

  /** The last snapshot of a table. The checkpoints are read first: no table is behind them. */
  public Pinned pin(TableName table, Collection<PartitionId> partitions) {
    Map<PartitionId, Checkpoint> checkpoints = checkpoints(partitions);
    Optional<BaseTable> found = warehouse.find(Names.current(table));
    Map<PartitionId, Scn> holds =
        found
            .map(there -> Scns.of(there.name(), there.operations().current()).last())
            .orElse(Map.of());
    return new Pinned(checkpoints, holds, table, found);
  }

  /** A table as one snapshot has it. To be read before another one is pinned. */
  public final class Pinned {
    private final Map<PartitionId, Checkpoint> checkpoints;
    private final Map<PartitionId, Scn> holds;
    private final TableName name;
    private final Optional<BaseTable> table;

    private Pinned(
        Map<PartitionId, Checkpoint> checkpoints,
        Map<PartitionId, Scn> holds,
        TableName name,
        Optional<BaseTable> table) {
      this.checkpoints = Map.copyOf(checkpoints);
      this.holds = Map.copyOf(holds);
      this.name = name;
      this.table = table;
    }

    /** What was applied before it was pinned; of what came later, see {@link #holds}. */
    public Map<PartitionId, Checkpoint> checkpoints() {
      return checkpoints;
    }

    /** The last run of each partition that has changed the table, or a later one. */
    public Map<PartitionId, Scn> holds() {
      return holds;
    }

    /** Tells states of one table apart. */
    public String state() {
      return table
          .map(BaseTable::currentSnapshot)
          .map(Snapshot::snapshotId)
          .map(id -> table.orElseThrow().uuid() + " " + id + " " + table.orElseThrow().schema())
          .orElse("nothing");
    }

    /** Every document, in no order; none where there is no such table. */
    public void documents(Consumer<Document> to) {
      rows(
          IcebergGenerics.ScanBuilder::build,
          row -> to.accept(new Document(partition(row), key(row), fields(row))));
    }

    /** The same without fields. */
    public void keys(BiConsumer<PartitionId, DocumentKey> to) {
      rows(
          scan -> scan.select(Names.KEY, Names.LOG_PARTITION).build(),
          row -> to.accept(partition(row), key(row)));
    }

    private void rows(Scan scan, Consumer<Record> to) {
      table.ifPresent(
          found ->
              warehouse.attempt(
                  name + ", reading its documents",
                  () -> {
                    try (CloseableIterable<Record> rows = scan.of(IcebergGenerics.read(found))) {
                      rows.forEach(to);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                    return found;
                  }));
    }

    private PartitionId partition(Record row) {
      return new PartitionId(database, (Integer) row.getField(Names.LOG_PARTITION));
    }

    private static DocumentKey key(Record row) {
      return new DocumentKey((String) row.getField(Names.KEY));
    }

    private static SortedMap<String, String> fields(Record row) {
      SortedMap<String, String> fields = new TreeMap<>();
      for (NestedField field : row.struct().fields()) {
        Object value = row.getField(field.name());
        if (value != null && Names.documentColumn(field.name()).isPresent()) {
          fields.put(field.name(), text(value));
        }
      }
      return fields;
    }
  }

  private interface Scan {
    CloseableIterable<Record> of(IcebergGenerics.ScanBuilder builder);
  }

  /** Idempotent. */
  @Override
  public void close() {
    warehouse.close();
  }
}
