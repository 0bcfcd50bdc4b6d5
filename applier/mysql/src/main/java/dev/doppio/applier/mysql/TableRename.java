package dev.doppio.applier.mysql;

import dev.doppio.applier.mysql.DdlLog.Effect;
import dev.doppio.applier.mysql.DdlLog.Intent;
import dev.doppio.logreader.Reach;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A schema change that gives a table another name. Whether it ran tell the two names: a rename is
 * atomic. Where there is neither, no row has come yet: the table is made, so that rows of slower
 * partitions, which still have the old name, find it.
 */
final class TableRename {
  private TableRename() {}

  /**
   * What is to be done.
   *
   * @throws DoppioException TARGET_REJECTED when both names are there, or when other nodes have
   *     documents in the table
   */
  static Intent of(
      Connection connection, ControlRecord.SchemaChange change, TableVersion after, Reach reach)
      throws SQLException {
    TableName from = change.table();
    TableName to = after.name();
    boolean source = TableReader.read(connection, from).isPresent();
    boolean destination = TableReader.read(connection, to).isPresent();
    if (source && reach == Reach.PART_OF_TABLE) {
      throw rejected(
          change,
          to,
          "for one node only; the other nodes whose partitions share this log have theirs still,"
              + " and the replica has one table for all. When every node has run it and all"
              + " partitions have stopped here for it, run it at the replica by hand and restart"
              + " the applier; it is then found done");
    }
    if (source && destination) {
      throw rejected(
          change,
          to,
          "which the replica has already: rename or drop the one that is not the source's, and"
              + " restart the applier");
    }
    String statement =
        source
            ? "RENAME TABLE " + from.quoted() + " TO " + to.quoted()
            : destination ? "" : TableDdl.createTable(after);
    return new Intent(
        change.ddlId(),
        from,
        Optional.of(after.fingerprint().toString()),
        Effect.RENAME,
        statement,
        Optional.of(to));
  }

  private static DoppioException rejected(
      ControlRecord.SchemaChange change, TableName to, String why) {
    return new DoppioException(
        FailureKind.TARGET_REJECTED,
        "schema change "
            + change.ddlId()
            + " renames "
            + change.table()
            + " to "
            + to
            + ", "
            + why);
  }
}
