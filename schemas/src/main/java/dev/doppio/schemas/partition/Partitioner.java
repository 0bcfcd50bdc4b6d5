package dev.doppio.schemas.partition;

import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Places the documents of one database. Thread-safe. */
public final class Partitioner {
  private final DatabaseLayout layout;
  private final List<PartitionId> partitions;
  private final Map<TableVersion, ResourceId> resourceIds = new ConcurrentHashMap<>();

  /** A partitioner of the layout's database. */
  public Partitioner(DatabaseLayout layout) {
    this.layout = layout;
    List<PartitionId> all = new ArrayList<>();
    for (int number = 0; number < layout.partitions(); number++) {
      all.add(new PartitionId(layout.database(), number));
    }
    this.partitions = List.copyOf(all);
  }

  /**
   * Why a table can't be placed, each with the setting or statement that fixes it; empty when it
   * can: a resource-id column outside the primary key, a collation without a folding, a key type
   * that has no canonical bytes.
   */
  public List<String> objections(TableVersion table) {
    if (pinned(table).isPresent()) {
      return pinObjection(table, pinned(table).get()).map(List::of).orElse(List.of());
    }
    if (layout.mode() == PartitionMode.SCHEMA) {
      return schemaObjection(table).map(List::of).orElse(List.of());
    }
    List<String> objections = new ArrayList<>();
    for (String name : resourceIdColumns(table)) {
      Optional<Integer> index = table.indexOf(name);
      if (index.isEmpty() || !table.key().contains(index.get())) {
        objections.add(outsideKey(table, name));
      } else {
        ResourceId.objection(table, table.columns().get(index.get())).ifPresent(objections::add);
      }
    }
    return objections;
  }

  /** Shards that hold the same schema pin a table each to a partition of their own. */
  private Optional<String> pinObjection(TableVersion table, int partition) {
    return layout.mode() != PartitionMode.OWNED || layout.owned().contains(partition)
        ? Optional.empty()
        : Optional.of(
            table.name()
                + " is pinned to partition "
                + partition
                + ", which this node does not own; pin it to one of "
                + layout.owned());
  }

  private static String outsideKey(TableVersion table, String column) {
    List<String> key = table.key().stream().map(i -> table.columns().get(i).name()).toList();
    return "resource-id column "
        + column
        + " of "
        + table.name()
        + " is not part of its primary key "
        + key
        + "; name one or more of these under resource-ids, add the column to the primary key, or"
        + " pin table "
        + table.name().table()
        + " to one partition under pinned";
  }

  private Optional<String> schemaObjection(TableVersion table) {
    String schema = table.name().database();
    return schemaNumber(schema).isPresent()
        ? Optional.empty()
        : Optional.of(
            "MySQL schema "
                + schema
                + " does not end in a partition of "
                + layout.database()
                + ", which has 0 to "
                + (layout.partitions() - 1)
                + "; rename the schema, or raise partitions before the log is made");
  }

  private Optional<Integer> schemaNumber(String schema) {
    String digits = schema.substring(schema.lastIndexOf('_') + 1);
    if (!digits.matches("0|[1-9][0-9]{0,8}")) {
      return Optional.empty();
    }
    int number = Integer.parseInt(digits);
    return number < layout.partitions() ? Optional.of(number) : Optional.empty();
  }

  private Optional<Integer> pinned(TableVersion table) {
    return Optional.ofNullable(layout.pinned().get(table.name().table()));
  }

  /** Names under {@code resource-ids}, else the leading column of the primary key. */
  private List<String> resourceIdColumns(TableVersion table) {
    return layout
        .resourceIds()
        .getOrDefault(
            table.name().table(), List.of(table.columns().get(table.key().get(0)).name()));
  }

  /**
   * The document's partition; only the resource-id columns need values.
   *
   * @throws DoppioException SOURCE_UNSUPPORTED for a table with {@link #objections}
   */
  public PartitionId partitionOf(Row row) {
    TableVersion table = row.table();
    return partitions.get(pinned(table).orElseGet(() -> spread(row)));
  }

  /**
   * The rule by which documents of the table are placed, for those who read the log.
   *
   * @throws DoppioException SOURCE_UNSUPPORTED for a table with {@link #objections}
   */
  public Placement placement(TableVersion table) {
    if (!objections(table).isEmpty()) {
      throw unplaceable(table);
    }
    if (pinned(table).isPresent()) {
      return new Placement(List.of(), List.of(pinned(table).get()));
    }
    return switch (layout.mode()) {
      case SCHEMA ->
          new Placement(List.of(), List.of(schemaNumber(table.name().database()).orElseThrow()));
      case HASH ->
          new Placement(
              resourceIdColumns(table), partitions.stream().map(PartitionId::number).toList());
      case OWNED -> new Placement(resourceIdColumns(table), layout.owned());
    };
  }

  private int spread(Row row) {
    TableVersion table = row.table();
    return switch (layout.mode()) {
      case SCHEMA -> schemaNumber(table.name().database()).orElseThrow(() -> unplaceable(table));
      case HASH -> hash(row) % layout.partitions();
      case OWNED -> layout.owned().get(hash(row) % layout.owned().size());
    };
  }

  private int hash(Row row) {
    return Murmur2.positive(
        resourceIds.computeIfAbsent(row.table(), this::resourceId).canonicalBytes(row));
  }

  private ResourceId resourceId(TableVersion table) {
    if (!objections(table).isEmpty()) {
      throw unplaceable(table);
    }
    return new ResourceId(
        table, resourceIdColumns(table).stream().map(c -> table.indexOf(c).orElseThrow()).toList());
  }

  private DoppioException unplaceable(TableVersion table) {
    return new DoppioException(
        FailureKind.SOURCE_UNSUPPORTED,
        table.name() + " can't be placed: " + String.join("; ", objections(table)));
  }
}
