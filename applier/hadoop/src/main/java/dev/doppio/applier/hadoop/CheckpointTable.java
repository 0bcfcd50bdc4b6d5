package dev.doppio.applier.hadoop;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.types.Types;

/**
 * Where each partition stands at all tables: written last, so no table is behind it. A table
 * without rows, whose properties are compared and set in one commit.
 */
final class CheckpointTable {
  static final TableIdentifier NAME = TableIdentifier.of("doppio", "checkpoints");

  private static final String FORMAT = "doppio.format";
  private static final String VERSION = "1";
  private static final String ORIGIN = "doppio.origin";
  private static final String PARTITIONS = "doppio.partitions";
  private static final String TABLES = "doppio.tables";
  private static final int MOST_TRIES = 50;
  private static final Schema NO_ROWS =
      new Schema(Types.NestedField.optional(1, "none", Types.StringType.get()));

  private final Warehouse warehouse;
  private final String origin;

  private CheckpointTable(Warehouse warehouse, String origin) {
    this.warehouse = warehouse;
    this.origin = origin;
  }

  /**
   * @throws DoppioException TARGET_REFUSED for a warehouse of another origin, or a newer Doppio
   */
  static CheckpointTable open(Warehouse warehouse, String origin) {
    warehouse.findOrMake(
        NAME, NO_ROWS, PartitionSpec.unpartitioned(), Map.of(FORMAT, VERSION, ORIGIN, origin));
    return new CheckpointTable(warehouse, origin).checked();
  }

  /** The same without making it; empty where nothing was ever applied. */
  static Optional<CheckpointTable> look(Warehouse warehouse, String origin) {
    return warehouse.find(NAME).map(there -> new CheckpointTable(warehouse, origin).checked());
  }

  private CheckpointTable checked() {
    Map<String, String> map = properties();
    if (!VERSION.equals(map.get(FORMAT))) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "the warehouse "
              + warehouse.folder()
              + " has format "
              + map.getOrDefault(FORMAT, "none")
              + ", not "
              + VERSION
              + ": upgrade this applier, or name another folder in target.hadoop.warehouse");
    }
    if (!Objects.equals(map.get(ORIGIN), origin)) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "the warehouse "
              + warehouse.folder()
              + " is of the log of "
              + map.get(ORIGIN)
              + ", not of "
              + origin
              + ": give each origin a warehouse of its own, or set log.origin right");
    }
    return this;
  }

  /** The same wherever the warehouse is reached from. */
  String identity() {
    return operations().current().uuid();
  }

  synchronized Standing standing(PartitionId partition) {
    return Standing.read(properties(), partition);
  }

  /** Everything before it is loaded; empty while a partition has not told a time. */
  synchronized Optional<Instant> watermark() {
    return watermark(properties());
  }

  /** How many partitions there are to tell a time. */
  void expect(int partitions) {
    update(
        map -> {
          map.put(PARTITIONS, Integer.toString(partitions));
          return map;
        });
  }

  /**
   * Keeps a warehouse to the tables that it was begun with: one that is written later would lack
   * what came before.
   *
   * @throws DoppioException TARGET_REFUSED for another choice than the first
   */
  void keepTo(HadoopTargetConfig.Tables tables) {
    update(
        map -> {
          boolean older = !Standing.partitions(map).isEmpty();
          String first = older ? HadoopTargetConfig.Tables.BOTH.name() : tables.name();
          String there = map.getOrDefault(TABLES, first);
          if (!there.equals(tables.name())) {
            throw new DoppioException(
                FailureKind.TARGET_REFUSED,
                "the warehouse "
                    + warehouse.folder()
                    + " was begun with target.hadoop.tables: "
                    + there.toLowerCase(Locale.ROOT)
                    + ", and keeps to it: set that, or name another folder in"
                    + " target.hadoop.warehouse, which is loaded from the log's begin");
          }
          map.put(TABLES, there);
          return map;
        });
  }

  static Optional<Instant> watermark(Map<String, String> map) {
    List<Optional<Instant>> all =
        Standing.partitions(map).stream()
            .map(partition -> Standing.read(map, partition).reached())
            .toList();
    boolean complete = all.size() >= Integer.parseInt(map.getOrDefault(PARTITIONS, "1"));
    return complete && all.stream().allMatch(Optional::isPresent)
        ? all.stream().flatMap(Optional::stream).min(Comparator.naturalOrder())
        : Optional.empty();
  }

  /** All that stands there now. */
  synchronized Map<String, String> properties() {
    return operations().current().properties();
  }

  /** Read anew. */
  private TableOperations operations() {
    return warehouse
        .find(NAME)
        .orElseThrow(
            () ->
                new DoppioException(
                    FailureKind.TARGET_REFUSED,
                    "table "
                        + NAME
                        + " of the warehouse "
                        + warehouse.folder()
                        + " is gone: bring it back; without it nobody knows where the tables"
                        + " stand"))
        .operations();
  }

  /**
   * Compares and sets, in one commit; comes again where others committed in between.
   *
   * @param change of all properties; what it throws ends it, with nothing written
   */
  synchronized void update(UnaryOperator<Map<String, String>> change) {
    for (int tried = 1; ; tried++) {
      PinnedOperations pinned = new PinnedOperations(operations());
      TableMetadata base = pinned.current();
      Map<String, String> next = change.apply(new HashMap<>(base.properties()));
      if (next.equals(base.properties())
          || committed(pinned, base.replaceProperties(next), tried)) {
        return;
      }
    }
  }

  private boolean committed(PinnedOperations pinned, TableMetadata next, int tried) {
    try {
      pinned.commit(pinned.current(), next);
      return true;
    } catch (CommitFailedException e) {
      if (tried == MOST_TRIES) {
        throw HadoopFailures.of(NAME + " in " + warehouse.folder(), e);
      }
      return false;
    } catch (RuntimeException e) {
      throw HadoopFailures.of(NAME + " in " + warehouse.folder(), e);
    }
  }
}
