package dev.doppio.applier.mysql;

import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Tables, rows and what the replica made of them, without a server. */
final class Versions {
  static final TableName ITEMS = new TableName("shop", "items");

  private Versions() {}

  static TableVersion items(int keyColumns, Column... columns) {
    return new TableVersion(
        ITEMS, List.of(columns), IntStream.range(0, keyColumns).boxed().toList());
  }

  static Column number(String name, MySqlType type) {
    return new Column(name, ColumnType.of(type), false, false);
  }

  static Column text(String name, int length) {
    return new Column(name, varchar(length, "utf8mb4_0900_ai_ci"), true, false);
  }

  static ColumnType varchar(int length, String collation) {
    return new ColumnType(MySqlType.VARCHAR, length, 0, false, Optional.of(collation), List.of());
  }

  static ColumnType members(MySqlType type, String... members) {
    return new ColumnType(type, 0, 0, false, Optional.of("utf8mb4_0900_ai_ci"), List.of(members));
  }

  /** The table that {@link TableDdl#createTable} would make. */
  static TargetTable made(TableVersion version) {
    List<TargetColumn> columns = new ArrayList<>();
    version.columns().stream()
        .filter(column -> !column.generated())
        .forEach(column -> columns.add(made(column)));
    List<String> key = Names.keyColumns(version).stream().map(Column::name).toList();
    return new TargetTable(version.name(), "InnoDB", columns, key, List.of(), List.of());
  }

  static TargetColumn made(Column column) {
    return new TargetColumn(
        column.name(),
        ColumnSql.type(column.type()),
        Optional.of(column.type().type()),
        column.type().length(),
        column.type().scale(),
        column.type().unsigned(),
        column.type().collation(),
        column.nullable(),
        column.nullable(),
        false);
  }

  static RowPlan plan(TableVersion version) {
    TargetTable target = made(version);
    List<RowPlan.Written> written = new ArrayList<>();
    for (int i = 0; i < version.columns().size(); i++) {
      TargetColumn column = target.columns().get(i);
      written.add(new RowPlan.Written(i, column, target.isKey(column.name())));
    }
    return new RowPlan(version, target, written, RowPlan.Fit.EXACT, new RowPlan.Known(0, 0));
  }

  static DocumentChange change(Operation operation, TableVersion version, Object... values) {
    Row row = new Row(version, values);
    return new DocumentChange(
        DocumentKey.of(row),
        operation,
        version.name(),
        Instant.EPOCH,
        operation.hasAfter() ? Optional.of(row) : Optional.empty(),
        operation.hasAfter() ? Optional.empty() : Optional.of(row));
  }
}
