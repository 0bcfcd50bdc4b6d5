package dev.doppio.cli.tail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlText;
import dev.doppio.schemas.document.Row;
import java.util.HexFormat;
import java.util.List;

/**
 * A row as JSON that loses nothing and reads well: integers are numbers, DECIMAL, dates and text
 * are as MySQL prints them, a JSON document is JSON, bytes are hexadecimal after {@code 0x}. What
 * is beyond a column's plain type, as a zero date, is MySQL's literal. Columns that the server
 * computes are not in the log.
 */
final class ReadableRow {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReadableRow() {}

  /** All columns that the log has. */
  static ObjectNode of(Row row) {
    return of(row, true);
  }

  /** Those that are not NULL: of a row before a change the log may have the key alone. */
  static ObjectNode known(Row row) {
    return of(row, false);
  }

  private static ObjectNode of(Row row, boolean nulls) {
    ObjectNode json = JSON.createObjectNode();
    List<Column> columns = row.table().columns();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      if (row.value(i).isPresent()) {
        put(json, column, row.value(i).get());
      } else if (nulls && !column.generated()) {
        json.putNull(column.name());
      }
    }
    return json;
  }

  private static void put(ObjectNode json, Column column, Object value) {
    String name = column.name();
    if (value instanceof MySqlLiteral literal) {
      json.put(name, literal.text());
      return;
    }
    switch (column.type().type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR -> json.put(name, (Long) value);
      case FLOAT -> json.put(name, (Float) value);
      case DOUBLE -> json.put(name, (Double) value);
      case DECIMAL, DATE, TIME, DATETIME, TIMESTAMP ->
          json.put(name, MySqlText.of(value, column.type()));
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, ENUM, SET ->
          json.put(name, (String) value);
      case BIT, BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB ->
          json.put(name, hex((byte[]) value));
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> json.put(name, hex((byte[]) value));
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION ->
          json.put(name, hex((byte[]) value));
      case JSON -> json.putRawValue(name, new RawValue(((JsonValue) value).text()));
    }
  }

  private static String hex(byte[] value) {
    return "0x" + HexFormat.of().formatHex(value);
  }
}
