package dev.doppio.applier.opensearch;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.doppio.logreader.Moments;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlText;
import dev.doppio.schemas.document.MySqlType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;

/**
 * How a column stands in a document and in its index's mapping. The document says all that the
 * source does; what a field can't index of it, a date that is none, it leaves out.
 */
final class ColumnForm {
  /** A term has 32,766 bytes at most, a character of UTF-8 up to 4. */
  private static final int MOST_TERM_CHARACTERS = 8_191;

  private static final int MOST_TERM_BYTES = 32_766;
  private static final String TYPE = "type";

  private ColumnForm() {}

  /** The field's mapping; its {@code type} tells whether two go together. */
  static ObjectNode mapping(Column column, OpenSearchTargetConfig.Json json) {
    ObjectNode mapping = Cluster.object();
    return switch (column.type().type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, YEAR -> mapping.put(TYPE, "long");
      case BIGINT -> mapping.put(TYPE, column.type().unsigned() ? "unsigned_long" : "long");
      case BIT -> mapping.put(TYPE, "unsigned_long");
      case FLOAT -> mapping.put(TYPE, "float");
      case DOUBLE, DECIMAL -> mapping.put(TYPE, "double");
      case DATE, DATETIME, TIMESTAMP ->
          mapping
              .put(TYPE, "date")
              .put("format", "strict_date_optional_time")
              .put("ignore_malformed", true);
      case TIME, ENUM, SET -> mapping.put(TYPE, "keyword");
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> {
        mapping.put(TYPE, "text");
        mapping
            .putObject("fields")
            .putObject("exact")
            .put(TYPE, "keyword")
            .put("ignore_above", MOST_TERM_CHARACTERS);
        yield mapping;
      }
      case BINARY, VARBINARY -> mapping.put(TYPE, "keyword").put("ignore_above", MOST_TERM_BYTES);
      case TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> mapping.put(TYPE, "binary");
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> mapping.put(TYPE, "binary");
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> mapping.put(TYPE, "binary");
      case JSON -> json(mapping, json);
    };
  }

  private static ObjectNode json(ObjectNode mapping, OpenSearchTargetConfig.Json json) {
    return switch (json) {
      case OBJECT -> mapping.put(TYPE, "object").put("dynamic", true);
      case FLAT -> mapping.put(TYPE, "flat_object");
      case STORED -> mapping.put(TYPE, "object").put("enabled", false);
    };
  }

  /**
   * Writes a value that is not NULL. Numbers that JSON's readers would round are text.
   *
   * @throws IllegalArgumentException when a JSON column holds none
   */
  static void write(JsonGenerator to, Column column, Object value) throws IOException {
    if (value instanceof MySqlLiteral literal) {
      literal(to, column, literal.text());
      return;
    }
    switch (column.type().type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR -> to.writeNumber((long) (Long) value);
      case BIT -> to.writeNumber(new BigInteger(1, (byte[]) value));
      case FLOAT -> to.writeNumber((float) (Float) value);
      case DOUBLE -> to.writeNumber((double) (Double) value);
      case DECIMAL, TIME, ENUM -> to.writeString(MySqlText.of(value, column.type()));
      case DATE, DATETIME, TIMESTAMP -> to.writeString(moment(value, column.type()));
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> to.writeString((String) value);
      case SET -> members(to, (String) value);
      case BINARY, VARBINARY -> to.writeString("0x" + HexFormat.of().formatHex((byte[]) value));
      case TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> to.writeBinary((byte[]) value);
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> to.writeBinary((byte[]) value);
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION ->
          to.writeBinary((byte[]) value);
      case JSON -> document(to, column, ((JsonValue) value).text());
    }
  }

  /** What is beyond its column's plain type: a number above 2^63, a zero date, an ENUM's error. */
  private static void literal(JsonGenerator to, Column column, String text) throws IOException {
    if (column.type().type() == MySqlType.BIGINT) {
      to.writeNumber(new BigInteger(text));
    } else {
      to.writeString(text);
    }
  }

  /** By ISO 8601, as a date's format wants it; a TIMESTAMP is an instant. */
  private static String moment(Object value, ColumnType type) {
    String iso = MySqlText.of(value, type).replace(' ', 'T');
    return type.type() == MySqlType.TIMESTAMP ? iso + "Z" : iso;
  }

  private static void members(JsonGenerator to, String set) throws IOException {
    to.writeStartArray();
    for (String member : set.isEmpty() ? new String[0] : set.split(",")) {
      to.writeString(member);
    }
    to.writeEndArray();
  }

  /** As it is; a document that is no object stands in a field of one. */
  private static void document(JsonGenerator to, Column column, String json) throws IOException {
    boolean object;
    try (JsonParser in = Cluster.JSON.createParser(json)) {
      object = in.nextToken() == JsonToken.START_OBJECT;
      in.skipChildren();
      if (in.nextToken() != null || json.indexOf('\n') >= 0) {
        throw new IllegalArgumentException("column " + column.name() + " is not one JSON document");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("column " + column.name() + " is not JSON", e);
    }
    if (object) {
      to.writeRawValue(json);
    } else {
      to.writeStartObject();
      to.writeFieldName(Names.VALUE);
      to.writeRawValue(json);
      to.writeEndObject();
    }
  }

  /**
   * What a document holds of a column, as it stands after the column's type has become another
   * without its rows being written: only digits behind a point come and go.
   */
  static JsonNode fitted(JsonNode held, ColumnType was, ColumnType is) {
    if (was.equals(is) || was.type() != is.type() || !held.isTextual()) {
      return held;
    }
    String text = held.asText();
    return switch (is.type()) {
      case DECIMAL -> new TextNode(new BigDecimal(text).setScale(is.scale()).toPlainString());
      case DATETIME, TIMESTAMP ->
          Moments.exactDateTime(text)
              .<JsonNode>map(at -> new TextNode(moment(at, is)))
              .orElse(held);
      case TIME -> new TextNode(MySqlText.of(Moments.exactTime(text), is));
      default -> held;
    };
  }
}
