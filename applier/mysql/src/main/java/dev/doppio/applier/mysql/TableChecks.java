package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a table that the replica has takes the rows of a version, and what is in the way. */
final class TableChecks {
  private final Map<TableName, UniquePolicy> policies;

  TableChecks(Map<TableName, UniquePolicy> policies) {
    this.policies = policies;
  }

  /** What is in the way, each with its remedy; empty when nothing is. */
  List<String> objections(TableVersion version, TargetTable target) {
    List<String> objections = new ArrayList<>(objections(target));
    List<String> key = Names.keyColumns(version).stream().map(Column::name).toList();
    if (key.size() != target.primaryKey().size() || !key.stream().allMatch(target::isKey)) {
      objections.add(
          "its primary key is "
              + target.primaryKey()
              + ", the log's "
              + key
              + ": ALTER TABLE "
              + version.name().quoted()
              + " DROP PRIMARY KEY, ADD "
              + TableDdl.primaryKey(version));
    }
    for (Column column : version.columns()) {
      columnObjection(version, target, column).ifPresent(objections::add);
    }
    for (TargetColumn column : target.columns()) {
      if (version.indexOf(column.name()).isEmpty() && !column.optional() && !column.generated()) {
        objections.add(
            "column "
                + column.name()
                + " is not in the log, is NOT NULL and has no default: give it one");
      }
    }
    return objections;
  }

  /** What is in the way whatever the rows are. */
  List<String> objections(TargetTable target) {
    List<String> objections = new ArrayList<>();
    String table = target.name().quoted();
    if (!target.engine().equalsIgnoreCase("InnoDB")) {
      objections.add(
          "its engine "
              + target.engine()
              + " has no transactions: ALTER TABLE "
              + table
              + " ENGINE = InnoDB");
    }
    for (String trigger : target.triggers()) {
      objections.add(
          "trigger "
              + trigger
              + " would change what the log says: DROP TRIGGER "
              + Names.quoted(target.name().database())
              + "."
              + Names.quoted(trigger));
    }
    Optional<UniquePolicy> policy = Optional.ofNullable(policies.get(target.name()));
    for (TargetTable.UniqueKey unique : target.clashingKeys()) {
      uniqueObjection(target.name(), unique.name(), policy).ifPresent(objections::add);
    }
    return objections;
  }

  private static Optional<String> uniqueObjection(
      TableName table, String index, Optional<UniquePolicy> policy) {
    String drop =
        "ALTER TABLE "
            + table.quoted()
            + " DROP INDEX "
            + Names.quoted(index)
            + ", and add it again without UNIQUE";
    if (policy.isEmpty()) {
      return Optional.of(
          "unique key "
              + index
              + " spans partitions, which are applied in no order among each other: "
              + drop
              + "; or, when the whole table is pinned to one partition, set "
              + setting(table)
              + ": pin");
    }
    return switch (policy.get()) {
      case PIN -> Optional.empty();
      case RELAX -> Optional.of(setting(table) + " is relax, but " + index + " is unique: " + drop);
    };
  }

  /** As an applier of a log of that name has it. */
  private static String setting(TableName table) {
    return "databases." + table.database() + ".unique." + table.table();
  }

  private static Optional<String> columnObjection(
      TableVersion version, TargetTable target, Column column) {
    Optional<TargetColumn> there = target.column(column.name());
    if (there.isPresent()) {
      return ColumnFit.misfit(column, there.get(), target.isKey(column.name()));
    }
    if (column.generated()) {
      return Optional.empty();
    }
    return Optional.of(
        "column "
            + column.name()
            + " is missing: ALTER TABLE "
            + version.name().quoted()
            + " ADD COLUMN "
            + ColumnSql.definition(column));
  }
}
