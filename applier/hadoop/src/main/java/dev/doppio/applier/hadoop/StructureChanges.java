package dev.doppio.applier.hadoop;

import dev.doppio.logreader.NewColumn;
import dev.doppio.logreader.Reach;
import dev.doppio.logreader.UndecidableChange;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What statements do to the tables, for one partition. Fields change at once, for all partitions
 * alike, at the first that brings the statement; documents change with the partition's own
 * transaction. Owned by its partition.
 */
final class StructureChanges {
  private final DocumentTables tables;
  private final PartitionId partition;
  private final Set<Fingerprint> ready = new HashSet<>();

  /** What waits for the partition's next commit, which says the run. */
  interface Effect {
    void into(Work work, Checkpoint checkpoint);
  }

  StructureChanges(DocumentTables tables, PartitionId partition) {
    this.tables = tables;
    this.partition = partition;
  }

  /**
   * Sees to it that the change can be written.
   *
   * @throws DoppioException TARGET_REJECTED when it can't
   */
  void ready(Entry entry) {
    Row row = entry.row();
    TableVersion version = row.table();
    if (!ready.contains(version.fingerprint())) {
      try {
        tables.ensure(version);
      } catch (DoppioException e) {
        throw new DoppioException(
            e.kind(), "document " + entry.change().key() + ": " + e.getMessage(), e);
      }
      ready.add(version.fingerprint());
    }
    for (int i = 0; i < row.values().length; i++) {
      if (ColumnForm.isBeyond(row.values()[i], version.columns().get(i).type())) {
        tables.ensureLiteral(version, i);
      }
    }
  }

  /**
   * @throws DoppioException TARGET_REJECTED when it can't be followed
   */
  List<Effect> changed(
      ControlRecord.SchemaChange change,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      Reach reach) {
    try {
      if (after.isEmpty()) {
        return before
            .filter(gone -> tables.find(gone.name(), Kind.CURRENT).isPresent())
            .map(gone -> List.of(removal(Removal.Operation.DROP, gone.name(), change)))
            .orElse(List.of());
      }
      if (before.isEmpty()) {
        tables.evolve(Evolution.anew(after.get()), change);
        return List.of();
      }
      return evolved(change, before.get(), after.get(), reach);
    } catch (UndecidableChange | IllegalArgumentException | ArithmeticException e) {
      throw Warehouse.rejected(
          "schema change "
              + change.ddlId()
              + " of "
              + change.table()
              + " can't be followed: "
              + e.getMessage());
    }
  }

  private List<Effect> evolved(
      ControlRecord.SchemaChange change, TableVersion before, TableVersion after, Reach reach) {
    boolean whole = reach == Reach.WHOLE_TABLE;
    Evolution step = Evolution.by(change.statement(), before, after, whole);
    boolean moves = !before.name().equals(after.name());
    if (!whole && (step.takes() || moves)) {
      throw new DoppioException(
          FailureKind.TARGET_REJECTED,
          "schema change "
              + change.ddlId()
              + " of "
              + change.table()
              + " takes columns or the name from documents that another node has in the same table,"
              + " where it has not run: run it there too");
    }
    tables.ensure(before);
    tables.evolve(moves ? Evolution.anew(after) : step, change);
    if (moves) {
      tables.carryLiterals(step);
    }
    Map<Integer, Object> filled = filled(step, change);
    List<Effect> effects = new ArrayList<>();
    if (moves || !filled.isEmpty()) {
      effects.add(
          (work, checkpoint) ->
              work.add(new Rewriting(partition, before, step, filled, checkpoint.scn())));
    }
    if (moves) {
      effects.add(removal(Removal.Operation.RENAME, before.name(), change));
    }
    return effects;
  }

  /** Values that rows which were there have in new columns. */
  private Map<Integer, Object> filled(Evolution step, ControlRecord.SchemaChange change) {
    Map<Integer, Object> filled = new HashMap<>();
    for (int i = 0; i < step.after().columns().size(); i++) {
      Column column = step.after().columns().get(i);
      int place = i;
      if (step.origin(column).isEmpty()) {
        NewColumn.value(column, change.fills()).ifPresent(value -> filled.put(place, value));
      }
    }
    filled.forEach(
        (place, value) -> {
          if (ColumnForm.isBeyond(value, step.after().columns().get(place).type())) {
            tables.ensureLiteral(step.after(), place);
          }
        });
    return filled;
  }

  /** Of a table that is not here there is nothing to remove. */
  List<Effect> truncated(ControlRecord.Truncation truncation) {
    TableName table = truncation.table();
    return tables.find(table, Kind.CURRENT).isEmpty()
        ? List.of()
        : List.of(removal(Removal.Operation.TRUNCATE, table, truncation.sourceTime()));
  }

  private Effect removal(
      Removal.Operation operation, TableName table, ControlRecord.SchemaChange change) {
    return removal(operation, table, change.sourceTime());
  }

  private Effect removal(Removal.Operation operation, TableName table, Instant time) {
    return (work, checkpoint) ->
        work.add(
            new Removal(
                operation, table, partition, checkpoint.scn(), time, checkpoint.datacenter()));
  }
}
