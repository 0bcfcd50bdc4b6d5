package dev.doppio.logwriter;

import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.partition.Partitioner;
import dev.doppio.schemas.partition.Placement;
import dev.doppio.schemas.source.SourceEvent.RowChange;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which partition a row's change goes to, and as what. A change of the document's key goes as a
 * delete of the old document and an insert of the new one, each where it belongs.
 */
final class Router {
  private final List<DatabaseRoute> databases;
  private final BeforeImage beforeImage;
  private final Map<TableVersion, DatabaseRoute> tables = new HashMap<>();
  private final Set<PartitionId> mastered;

  private record DatabaseRoute(DatabaseLayout layout, Partitioner partitioner) {}

  /**
   * A change with its place.
   *
   * @param partition where it belongs
   * @param owned whether this node masters that partition
   * @param change as the log carries it
   */
  record Routed(PartitionId partition, boolean owned, DocumentChange change) {}

  /**
   * @param mastered the partitions of this node, by the ledger
   */
  Router(List<DatabaseLayout> layouts, Set<PartitionId> mastered, BeforeImage beforeImage) {
    this.databases =
        layouts.stream().map(layout -> new DatabaseRoute(layout, new Partitioner(layout))).toList();
    this.mastered = new TreeSet<>(mastered);
    this.beforeImage = beforeImage;
  }

  /** From the next row on the partition is another node's. */
  void drop(PartitionId partition) {
    mastered.remove(partition);
  }

  /**
   * The changes that a row's change makes, in order.
   *
   * @throws DoppioException SOURCE_UNSUPPORTED when the table's documents can't be placed
   */
  List<Routed> route(RowChange change, Instant committedAt) {
    DatabaseRoute route = tables.computeIfAbsent(change.table(), this::routeOf);
    return switch (change.operation()) {
      case INSERT, READ ->
          List.of(after(route, change.operation(), change.after().orElseThrow(), committedAt));
      case DELETE -> List.of(delete(route, change.before().orElseThrow(), committedAt));
      case UPDATE -> update(route, change, committedAt);
    };
  }

  private List<Routed> update(DatabaseRoute route, RowChange change, Instant committedAt) {
    Row before = change.before().orElseThrow();
    Row after = change.after().orElseThrow();
    DocumentKey key = DocumentKey.of(after);
    if (!DocumentKey.of(before).equals(key)) {
      return List.of(
          delete(route, before, committedAt), after(route, Operation.INSERT, after, committedAt));
    }
    Optional<Row> image = beforeImage == BeforeImage.FULL ? Optional.of(before) : Optional.empty();
    return List.of(
        place(
            route,
            after,
            new DocumentChange(
                key,
                Operation.UPDATE,
                change.table().name(),
                committedAt,
                Optional.of(after),
                image)));
  }

  private Routed after(DatabaseRoute route, Operation operation, Row row, Instant committedAt) {
    DocumentKey key = DocumentKey.of(row);
    TableName table = row.table().name();
    return place(
        route,
        row,
        new DocumentChange(key, operation, table, committedAt, Optional.of(row), Optional.empty()));
  }

  private Routed delete(DatabaseRoute route, Row row, Instant committedAt) {
    Row image = beforeImage == BeforeImage.FULL ? row : keyOnly(row);
    return place(
        route,
        row,
        new DocumentChange(
            DocumentKey.of(row),
            Operation.DELETE,
            row.table().name(),
            committedAt,
            Optional.empty(),
            Optional.of(image)));
  }

  private static Row keyOnly(Row row) {
    Object[] values = new Object[row.values().length];
    row.table().key().forEach(index -> values[index] = row.values()[index]);
    return new Row(row.table(), values);
  }

  private Routed place(DatabaseRoute route, Row row, DocumentChange change) {
    PartitionId partition = route.partitioner().partitionOf(row);
    return new Routed(partition, mastered.contains(partition), change);
  }

  /**
   * The mastered partitions that learn of a change of the table's structure: all of its database,
   * or the one of its schema. None when the table lies in a partition of another node.
   *
   * @throws DoppioException SOURCE_UNSUPPORTED when the table's documents can't be placed
   */
  List<PartitionId> partitionsOf(TableVersion table) {
    DatabaseRoute route = tables.computeIfAbsent(table, this::routeOf);
    if (route.layout().mode() != PartitionMode.SCHEMA) {
      return mastered.stream()
          .filter(partition -> partition.database().equals(route.layout().database()))
          .toList();
    }
    Row withoutValues = new Row(table, new Object[table.columns().size()]);
    PartitionId partition = route.partitioner().partitionOf(withoutValues);
    return mastered.contains(partition) ? List.of(partition) : List.of();
  }

  /** How the table's documents are placed, as a truncation tells it. */
  Placement placement(TableVersion table) {
    return tables.computeIfAbsent(table, this::routeOf).partitioner().placement(table);
  }

  private DatabaseRoute routeOf(TableVersion table) {
    DatabaseRoute route =
        databases.stream()
            .filter(database -> database.layout().covers(table.name()))
            .findFirst()
            .orElseThrow(() -> notConfigured(table));
    List<String> objections = route.partitioner().objections(table);
    if (!objections.isEmpty()) {
      throw new DoppioException(
          FailureKind.SOURCE_UNSUPPORTED,
          "documents of " + table.name() + " can't be placed: " + String.join("; ", objections));
    }
    return route;
  }

  private static DoppioException notConfigured(TableVersion table) {
    return new DoppioException(
        FailureKind.CONFIGURATION,
        "the source delivers table "
            + table.name()
            + ", which no configured database covers; add its database, or leave the table out of"
            + " the capture");
  }
}
