package dev.doppio.capture.structure;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Versions of table {@code shop.doc} and their columns, for tests. */
final class Tables {
  static final TableName DOC = new TableName("shop", "doc");

  private Tables() {}

  static TableVersion version(List<Integer> key, Column... columns) {
    return new TableVersion(DOC, List.of(columns), key);
  }

  /** Key is the first column. */
  static TableVersion version(Column... columns) {
    return version(List.of(0), columns);
  }

  static Column integer(String name) {
    return new Column(name, ColumnType.of(MySqlType.INT), true, false);
  }

  static Column required(String name) {
    return new Column(name, ColumnType.of(MySqlType.INT), false, false);
  }

  static Column generated(String name) {
    return new Column(name, ColumnType.of(MySqlType.INT), true, true);
  }

  static Column of(String name, MySqlType type) {
    return new Column(name, ColumnType.of(type), true, false);
  }

  static Column text(String name, int length, String collation) {
    return new Column(
        name,
        new ColumnType(MySqlType.VARCHAR, length, 0, false, Optional.of(collation), List.of()),
        true,
        false);
  }

  static Column members(String name, String... members) {
    return new Column(
        name,
        new ColumnType(
            MySqlType.ENUM, 0, 0, false, Optional.of("utf8mb4_bin"), Arrays.asList(members)),
        true,
        false);
  }
}
