package dev.doppio.cli.schema;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import java.util.Locale;
import java.util.stream.Collectors;

/** A column as {@code CREATE TABLE} would have it, as far as the log knows it. */
final class ColumnText {
  private ColumnText() {}

  static String of(Column column) {
    return type(column.type())
        + (column.nullable() ? "" : " NOT NULL")
        + (column.generated() ? " GENERATED" : "");
  }

  private static String type(ColumnType type) {
    return type.type().name().toLowerCase(Locale.ROOT)
        + parameters(type)
        + (type.unsigned() ? " unsigned" : "")
        + type.collation().map(collation -> " " + collation).orElse("");
  }

  private static String parameters(ColumnType type) {
    return switch (type.type()) {
      case DECIMAL -> "(" + type.length() + "," + type.scale() + ")";
      case CHAR, VARCHAR, BINARY, VARBINARY, BIT, VECTOR -> "(" + type.length() + ")";
      case TIME, DATETIME, TIMESTAMP -> type.length() == 0 ? "" : "(" + type.length() + ")";
      case ENUM, SET ->
          type.members().stream()
              .map(member -> "'" + member.replace("'", "''") + "'")
              .collect(Collectors.joining(",", "(", ")"));
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, FLOAT, DOUBLE, YEAR, DATE -> "";
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, JSON -> "";
      case GEOMETRY, POINT, LINESTRING, POLYGON -> "";
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> "";
    };
  }
}
