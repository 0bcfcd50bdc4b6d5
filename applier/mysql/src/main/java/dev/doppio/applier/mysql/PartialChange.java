package dev.doppio.applier.mysql;

import dev.doppio.logreader.Reach;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.List;
import java.util.Optional;

/**
 * A schema change that only some of the nodes have run whose documents share the replica's table.
 * What adds or widens does the others no harm; what takes away would take theirs without a word.
 */
final class PartialChange {
  private PartialChange() {}

  /**
   * Lets a change pass that leaves place for every row of before.
   *
   * @throws DoppioException TARGET_REJECTED
   */
  static void check(
      ControlRecord.SchemaChange change,
      Optional<TableVersion> before,
      Optional<TableVersion> after) {
    Optional<String> loss =
        after.isEmpty()
            ? Optional.of("drops the table")
            : before.flatMap(version -> loss(version, after.get()));
    if (loss.isPresent()) {
      throw new DoppioException(
          FailureKind.TARGET_REJECTED,
          "schema change "
              + change.ddlId()
              + " "
              + loss.get()
              + " of "
              + change.table()
              + " for one node only; the other nodes whose partitions share this log have theirs"
              + " still, and the replica has one table for all. When every node has run it and all"
              + " partitions have stopped here for it, run it at the replica by hand and restart"
              + " the applier; it is then found done");
    }
  }

  /**
   * Lets a truncation pass that speaks for every document of the table in this partition.
   *
   * @throws DoppioException TARGET_REJECTED
   */
  static void check(ControlRecord.Truncation truncation, Reach reach) {
    if (reach == Reach.PART_OF_TABLE) {
      throw new DoppioException(
          FailureKind.TARGET_REJECTED,
          truncation.ddlId()
              + " removes the documents of "
              + truncation.table()
              + " for one node only, and the replica's table does not tell them from those of the"
              + " other nodes whose partitions share this log; delete them at the replica by hand"
              + " and let the partition pass this run: doppio skip");
    }
  }

  private static Optional<String> loss(TableVersion before, TableVersion after) {
    if (!names(before).equals(names(after))) {
      return Optional.of("changes the primary key");
    }
    for (Column column : before.columns()) {
      Optional<Column> now = after.indexOf(column.name()).map(after.columns()::get);
      if (now.isEmpty()) {
        return Optional.of("drops or renames column " + column.name());
      }
      boolean key = names(before).contains(column.name());
      if (ColumnFit.misfit(column, TargetColumn.of(now.get()), key).isPresent()) {
        return Optional.of("narrows column " + column.name());
      }
    }
    return Optional.empty();
  }

  private static List<String> names(TableVersion version) {
    return Names.keyColumns(version).stream().map(Column::name).toList();
  }
}
