package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A column of the log's schema in the words of MySQL's DDL. */
final class ColumnSql {
  private ColumnSql() {}

  /** As {@code information_schema.columns.column_type} has it: without charset. */
  static String type(ColumnType type) {
    String name = type.type().name().toLowerCase(Locale.ROOT);
    return switch (type.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, FLOAT, DOUBLE -> name + sign(type);
      case DECIMAL -> name + "(" + type.length() + "," + type.scale() + ")" + sign(type);
      case BIT, CHAR, VARCHAR, BINARY, VARBINARY -> name + "(" + type.length() + ")";
      case TIME, DATETIME, TIMESTAMP ->
          type.length() == 0 ? name : name + "(" + type.length() + ")";
      case YEAR, DATE, JSON, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> name;
      case TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> name;
      case VECTOR -> name + "(" + type.length() + ")";
      case GEOMETRY, POINT, LINESTRING, POLYGON -> name;
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> name;
      case ENUM, SET -> name + members(type.members());
    };
  }

  /** Name, type, charset and nullability. */
  static String definition(Column column) {
    String charset =
        column
            .type()
            .collation()
            .map(name -> " CHARACTER SET " + Collations.charset(name) + " COLLATE " + name)
            .orElse("");
    String nullable = column.nullable() ? " NULL" : " NOT NULL";
    return Names.quoted(column.name()) + " " + type(column.type()) + charset + nullable;
  }

  private static String sign(ColumnType type) {
    return type.unsigned() ? " unsigned" : "";
  }

  private static String members(List<String> members) {
    return members.stream().map(ColumnSql::member).collect(Collectors.joining(",", "(", ")"));
  }

  /** Escaped as MySQL itself prints members. */
  private static String member(String member) {
    return "'"
        + member
            .replace("\\", "\\\\")
            .replace("\0", "\\0")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("'", "''")
        + "'";
  }
}
