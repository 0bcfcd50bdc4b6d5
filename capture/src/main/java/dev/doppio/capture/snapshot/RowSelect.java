package dev.doppio.capture.snapshot;

import dev.doppio.capture.row.JsonCells;
import dev.doppio.capture.row.TextCells;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The statement that reads a table for the snapshot, and its fields. Text is asked for in its own
 * charset, ENUM and SET by number, FLOAT as DOUBLE (as text it would lose digits), JSON with its
 * types where text does not tell them, everything else as the text MySQL prints.
 */
final class RowSelect {
  private final TableVersion table;

  RowSelect(TableVersion table) {
    this.table = table;
  }

  /**
   * Rows in the order of the key.
   *
   * @param where a condition; empty for all
   * @param limit rows at most
   */
  String sql(String where, int limit) {
    return "SELECT "
        + fields()
        + " FROM "
        + table.name().quoted()
        + " AS t FORCE INDEX (PRIMARY)"
        + (where.isEmpty() ? "" : " WHERE " + where)
        + " ORDER BY "
        + order()
        + " LIMIT "
        + limit;
  }

  /** What is selected of the table, which is called {@code t}. */
  String fields() {
    return table.columns().stream().map(RowSelect::expression).collect(Collectors.joining(", "));
  }

  /** The order of the key. */
  String order() {
    return table.key().stream()
        .map(index -> KeyBound.quoted(table.columns().get(index)))
        .collect(Collectors.joining(", "));
  }

  private static String expression(Column column) {
    String name = KeyBound.quoted(column);
    return switch (column.type().type()) {
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> name;
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> name;
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> name;
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> name;
      case JSON -> JsonCells.expression(name);
      case FLOAT -> "CAST(CAST(" + name + " AS DOUBLE) AS CHAR)";
      case BIT -> "CAST(CAST(" + name + " AS UNSIGNED) AS CHAR)";
      case ENUM, SET -> "CAST(" + name + " + 0 AS CHAR)";
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, DECIMAL, DOUBLE ->
          "CAST(" + name + " AS CHAR)";
      case YEAR, DATE, TIME, DATETIME, TIMESTAMP -> "CAST(" + name + " AS CHAR)";
    };
  }

  /**
   * A row of the result as {@code capture.row} takes it.
   *
   * @throws DoppioException SOURCE_UNSUPPORTED, with the row's key, when a field does not tell what
   *     is stored
   */
  Object[] cells(byte[][] fields) {
    Object[] cells = new Object[fields.length];
    for (int i = 0; i < fields.length; i++) {
      Column column = table.columns().get(i);
      try {
        cells[i] = fields[i] == null ? null : cell(column, fields[i]);
      } catch (IllegalArgumentException e) {
        throw unreadable(column, fields, e);
      }
    }
    return cells;
  }

  private DoppioException unreadable(Column column, byte[][] fields, Exception cause) {
    String key =
        table.key().stream()
            .map(index -> new String(fields[index], StandardCharsets.UTF_8))
            .collect(Collectors.joining(", "));
    return new DoppioException(
        FailureKind.SOURCE_UNSUPPORTED,
        "a snapshot can't read column "
            + column.name()
            + " of the row with key ("
            + key
            + ") in "
            + table.name()
            + ": "
            + cause.getMessage()
            + "; change that value or exclude the table",
        cause);
  }

  private static Object cell(Column column, byte[] field) {
    return switch (column.type().type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT -> Long.valueOf(ascii(field));
      case BIGINT, SET -> integer(field);
      case ENUM -> Long.valueOf(ascii(field));
      case DECIMAL -> new BigDecimal(ascii(field));
      case FLOAT -> (float) Double.parseDouble(ascii(field));
      case DOUBLE -> Double.valueOf(ascii(field));
      case BIT -> bits(integer(field), column.type().length());
      case YEAR -> Math.max(0, Long.parseLong(ascii(field)) - 1900);
      case DATE -> TextCells.date(field);
      case TIME -> TextCells.time(field);
      case DATETIME -> TextCells.dateTime(field);
      case TIMESTAMP -> TextCells.timestamp(field);
      case JSON -> JsonCells.binary(field);
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> field;
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> field;
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> field;
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> field;
    };
  }

  private static Long integer(byte[] field) {
    String text = ascii(field);
    return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
  }

  private static byte[] bits(long value, int length) {
    byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(0, value).array();
    return Arrays.copyOfRange(all, Long.BYTES - (length + 7) / 8, Long.BYTES);
  }

  private static String ascii(byte[] field) {
    return new String(field, StandardCharsets.US_ASCII);
  }
}
