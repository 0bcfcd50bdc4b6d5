package dev.doppio.applier.mysql;

import dev.doppio.applier.mysql.DdlLog.Ahead;
import dev.doppio.applier.mysql.DdlLog.Effect;
import dev.doppio.applier.mysql.RowPlan.Fit;
import dev.doppio.applier.mysql.RowPlan.Known;
import dev.doppio.applier.mysql.RowPlan.Written;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds how rows of a version go into the table that the replica has. Thread-safe. */
final class RowPlans {
  private final DdlLog ddl;
  private final SchemaChanges changes;
  private final TableChecks checks;

  RowPlans(DdlLog ddl, SchemaChanges changes, TableChecks checks) {
    this.ddl = ddl;
    this.changes = changes;
    this.checks = checks;
  }

  /**
   * The plan; makes the table when there is none.
   *
   * @param connection of the partition's own transaction: reading how a table stands must not wait
   *     for DDL that itself waits for this transaction
   * @throws DoppioException TARGET_REJECTED when the table does not take the rows
   */
  RowPlan plan(Connection connection, PartitionId partition, TableVersion version)
      throws SQLException {
    long ddlVersion = ddl.version(connection);
    List<Ahead> ahead = ddl.ahead(connection, partition, version.name());
    TableName name =
        ahead.stream()
            .flatMap(change -> change.renamedTo().stream())
            .reduce((first, last) -> last)
            .orElse(version.name());
    Known known = known(connection, partition, name, ddlVersion);
    if (ahead.stream().anyMatch(change -> change.effect() == Effect.DROP)) {
      return new RowPlan(version, gone(name), List.of(), Fit.DROPPED, known);
    }
    Optional<TargetTable> target = TableReader.read(connection, name);
    if (target.isEmpty() && name.equals(version.name())) {
      make(connection, partition, version);
      known = known(connection, partition, name, ddl.version(connection));
      target = TableReader.read(connection, name);
    }
    TargetTable table = target.orElseThrow(() -> gone(partition, version));
    return ahead.isEmpty()
        ? exact(checks, partition, version, table, known)
        : behind(partition, version, table, ahead, known);
  }

  /** Holds only while the name means one table: what is under way now may end before the rows. */
  private Known known(Connection connection, PartitionId partition, TableName name, long ddlVersion)
      throws SQLException {
    Known known = new Known(ddlVersion, ddl.lastDrop(connection, name));
    if (ddl.leaves(connection, name) || ddl.version(connection) != ddlVersion) {
      throw new DoppioException(
          FailureKind.TARGET_UNAVAILABLE,
          partition + ": " + name + " is being changed just now; it is tried again");
    }
    return known;
  }

  /**
   * True when the rows that this transaction has written by the plan went into the table that the
   * plan saw. To be asked after writing: from then to its end the transaction keeps DDL away from
   * the table, and every DDL before is announced by then.
   */
  boolean held(Connection connection, RowPlan plan) throws SQLException {
    TableName name = plan.target().name();
    return plan.fit() == Fit.DROPPED
        || ddl.lastDrop(connection, name) == plan.known().lastDrop()
            && TableReader.read(connection, name).map(plan.target()::equals).orElse(false);
  }

  private void make(Connection connection, PartitionId partition, TableVersion version)
      throws SQLException {
    if (ddl.isMade(connection, version.name())) {
      throw gone(partition, version);
    }
    changes.make(version);
  }

  /**
   * For rows of a version that the table is to have exactly.
   *
   * @throws DoppioException TARGET_REJECTED when it has not
   */
  static RowPlan exact(
      TableChecks checks,
      PartitionId partition,
      TableVersion version,
      TargetTable table,
      Known known) {
    List<String> objections = checks.objections(version, table);
    if (!objections.isEmpty()) {
      throw rejected(partition, version, String.join("; ", objections));
    }
    List<Written> columns = new ArrayList<>();
    for (int i = 0; i < version.columns().size(); i++) {
      Column column = version.columns().get(i);
      if (!column.generated()) {
        columns.add(written(table, i, table.column(column.name()).orElseThrow()));
      }
    }
    Fit fit = table.clashingKeys().isEmpty() ? Fit.EXACT : Fit.EXACT_WITH_UNIQUE_KEYS;
    return new RowPlan(version, table, columns, fit, known);
  }

  private RowPlan behind(
      PartitionId partition,
      TableVersion version,
      TargetTable table,
      List<Ahead> ahead,
      Known known) {
    List<String> objections = checks.objections(table);
    if (!objections.isEmpty()) {
      throw rejected(partition, version, String.join("; ", objections));
    }
    List<Written> columns = new ArrayList<>();
    for (int i = 0; i < version.columns().size(); i++) {
      String name = version.columns().get(i).name();
      for (Ahead change : ahead) {
        name = renamed(name, change.renames());
      }
      int index = i;
      table
          .column(name)
          .filter(column -> !column.generated() && !version.columns().get(index).generated())
          .ifPresent(column -> columns.add(written(table, index, column)));
    }
    RowPlan plan = new RowPlan(version, table, columns, Fit.BEHIND, known);
    if (plan.keyColumns().size() != table.primaryKey().size()) {
      throw rejected(
          partition,
          version,
          "another partition has changed its primary key to "
              + table.primaryKey()
              + ", which these rows do not have; load the table anew");
    }
    return plan;
  }

  private static String renamed(String name, Map<String, String> renames) {
    return renames.entrySet().stream()
        .filter(rename -> rename.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(name);
  }

  private static Written written(TargetTable table, int index, TargetColumn column) {
    return new Written(index, column, table.isKey(column.name()));
  }

  private static TargetTable gone(TableName name) {
    return new TargetTable(name, "none", List.of(), List.of(), List.of(), List.of());
  }

  private static DoppioException gone(PartitionId partition, TableVersion version) {
    return rejected(
        partition,
        version,
        "the table was made by the applier and is gone, its rows with it: restore it, or load the"
            + " replica anew");
  }

  private static DoppioException rejected(
      PartitionId partition, TableVersion version, String what) {
    return new DoppioException(
        FailureKind.TARGET_REJECTED,
        partition + ": table " + version.name() + " at the replica: " + what);
  }
}
