package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Statements that make tables from the log's schemas. Generated columns are left out: the log marks
 * them and does not carry their expressions.
 */
final class TableDdl {
  /** InnoDB's longest key, in bytes, for pages of 16 KiB and row format DYNAMIC. */
  private static final int MAX_KEY_BYTES = 3_072;

  private static final int MAX_BYTES_PER_CHARACTER = 4;

  private TableDdl() {}

  static String createDatabase(TableName table) {
    return "CREATE DATABASE IF NOT EXISTS " + Names.quoted(table.database());
  }

  static String createTable(TableVersion version) {
    return createTable(version, ColumnDefaults.NONE);
  }

  /**
   * The same with defaults.
   *
   * @param defaults of columns that rows of slower partitions come without
   */
  static String createTable(TableVersion version, ColumnDefaults defaults) {
    String columns =
        version.columns().stream()
            .filter(column -> !column.generated())
            .map(column -> ColumnSql.definition(column) + defaults.clause(column))
            .collect(Collectors.joining(", "));
    return "CREATE TABLE "
        + version.name().quoted()
        + " ("
        + columns
        + ", "
        + primaryKey(version)
        + ") ENGINE = InnoDB ROW_FORMAT = DYNAMIC";
  }

  static String dropTable(TableName table) {
    return "DROP TABLE IF EXISTS " + table.quoted();
  }

  /** {@code PRIMARY KEY (...)}. */
  static String primaryKey(TableVersion version) {
    List<Column> key = Names.keyColumns(version);
    return key.stream()
        .map(column -> Names.quoted(column.name()) + prefix(column, key))
        .collect(Collectors.joining(", ", "PRIMARY KEY (", ")"));
  }

  /**
   * A TEXT or BLOB needs a prefix in a key. The log does not say which one the source has; one that
   * is longer tells apart all that the source's does, so the longest that InnoDB takes is taken.
   */
  private static String prefix(Column column, List<Column> key) {
    if (!isUnbounded(column.type())) {
      return "";
    }
    long unbounded = key.stream().filter(part -> isUnbounded(part.type())).count();
    long bounded = key.stream().mapToLong(part -> keyBytes(part.type())).sum();
    long bytes = (MAX_KEY_BYTES - bounded) / unbounded;
    return "(" + (column.type().type().isText() ? bytes / MAX_BYTES_PER_CHARACTER : bytes) + ")";
  }

  private static boolean isUnbounded(ColumnType type) {
    return switch (type.type()) {
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> true;
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, DECIMAL, FLOAT, DOUBLE, BIT, YEAR -> false;
      case DATE, TIME, DATETIME, TIMESTAMP, CHAR, VARCHAR, BINARY, VARBINARY -> false;
      case ENUM, SET, JSON, VECTOR, POINT -> false;
      case GEOMETRY, LINESTRING, POLYGON -> true;
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> true;
    };
  }

  /** At most this many bytes of a key; 0 for what takes the rest. */
  private static long keyBytes(ColumnType type) {
    return switch (type.type()) {
      case CHAR, VARCHAR -> (long) MAX_BYTES_PER_CHARACTER * type.length();
      case BINARY, VARBINARY -> type.length();
      case DECIMAL -> 32;
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, FLOAT, DOUBLE, BIT, YEAR -> 8;
      case DATE, TIME, DATETIME, TIMESTAMP, ENUM, SET -> 8;
      case POINT -> 25;
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, JSON -> 0;
      case GEOMETRY, LINESTRING, POLYGON, VECTOR -> 0;
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> 0;
    };
  }
}
