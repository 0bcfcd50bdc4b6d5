package dev.doppio.capture.row;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.json.JsonBinary;
import dev.doppio.schemas.json.JsonText;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A cell that is not NULL, from the form in which capture's engines exchange it to the Java value
 * of its type:
 *
 * <ul>
 *   <li>integers, YEAR as stored (0 or years since 1900), ENUM's index, SET's bits: Long
 *   <li>FLOAT, DOUBLE, DECIMAL: Float, Double, BigDecimal
 *   <li>DATE, DATETIME: Long as {@link PackedTime} packs them; TIME, TIMESTAMP: Long, microseconds
 *   <li>text, binary, BIT, JSON, spatial, VECTOR: byte[] as stored
 * </ul>
 */
final class CellDecoder {
  private static final int YEAR_ZERO = 1900;
  private static final MySqlLiteral ENUM_ERROR = new MySqlLiteral("0");

  private CellDecoder() {}

  static Function<Object, Object> of(Column column, SingleByteTables charsets) {
    ColumnType type = column.type();
    return switch (type.type()) {
      case TINYINT -> integer(type, 8);
      case SMALLINT -> integer(type, 16);
      case MEDIUMINT -> integer(type, 24);
      case INT -> integer(type, 32);
      case BIGINT -> type.unsigned() ? CellDecoder::unsignedBigint : Long.class::cast;
      case DECIMAL -> cell -> ((BigDecimal) cell).setScale(type.scale());
      case FLOAT -> Float.class::cast;
      case DOUBLE -> Double.class::cast;
      case YEAR -> cell -> (Long) cell == 0 ? 0L : YEAR_ZERO + (Long) cell;
      case DATE -> cell -> PackedTime.dateValue((Long) cell);
      case TIME -> Long.class::cast;
      case DATETIME -> cell -> PackedTime.dateTimeValue((Long) cell, type.length());
      case TIMESTAMP -> cell -> PackedTime.timestampValue((Long) cell, type.length());
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> text(column, charsets);
      case BINARY -> cell -> padded((byte[]) cell, type.length());
      case BIT, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> byte[].class::cast;
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> byte[].class::cast;
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> byte[].class::cast;
      case ENUM -> cell -> enumMember(type.members(), (Long) cell);
      case SET -> cell -> setMembers(type.members(), (Long) cell);
      case JSON -> cell -> json((byte[]) cell);
    };
  }

  private static Function<Object, Object> integer(ColumnType type, int bits) {
    long mask = (1L << bits) - 1;
    return type.unsigned() ? cell -> (Long) cell & mask : Long.class::cast;
  }

  private static Object unsignedBigint(Object cell) {
    long value = (Long) cell;
    return value >= 0 ? (Object) value : new MySqlLiteral(Long.toUnsignedString(value));
  }

  private static Function<Object, Object> text(Column column, SingleByteTables charsets) {
    String charset = column.type().charset().orElseThrow();
    TextDecoder decoder =
        TextDecoder.of(charset, charsets)
            .orElseThrow(
                () -> new IllegalArgumentException("charset " + charset + " is not supported"));
    return cell -> decoder.decode((byte[]) cell);
  }

  private static byte[] padded(byte[] cell, int length) {
    return cell.length < length ? Arrays.copyOf(cell, length) : cell;
  }

  private static JsonValue json(byte[] binary) {
    return new JsonValue(JsonText.of(JsonBinary.read(binary)), Optional.of(binary));
  }

  private static Object enumMember(List<String> members, long index) {
    if (index == 0) {
      return ENUM_ERROR;
    }
    if (index > members.size()) {
      throw new IllegalArgumentException(
          "member " + index + " of an ENUM that has " + members.size());
    }
    return members.get((int) index - 1);
  }

  private static Object setMembers(List<String> members, long bits) {
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < members.size(); i++) {
      if ((bits >>> i & 1) == 1) {
        joined.append(joined.isEmpty() ? "" : ",").append(members.get(i));
      }
    }
    if (members.size() < Long.SIZE && bits >>> members.size() != 0) {
      throw new IllegalArgumentException("a SET value beyond its " + members.size() + " members");
    }
    return joined.toString();
  }
}
