package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlText;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * How a MySQL column stands in Iceberg; docs/hadoop.md has the table. A literal that its column's
 * type can't hold (a zero date) goes into a text column of its own, see {@link #isBeyond}.
 */
final class ColumnForm {
  /** Digits of Iceberg's decimals. */
  private static final int MOST_DIGITS = 38;

  private static final int BIGINT_DIGITS = 20;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private ColumnForm() {}

  static Type type(ColumnType column) {
    return switch (column.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, YEAR -> Types.IntegerType.get();
      case INT -> column.unsigned() ? Types.LongType.get() : Types.IntegerType.get();
      case BIGINT ->
          column.unsigned() ? Types.DecimalType.of(BIGINT_DIGITS, 0) : Types.LongType.get();
      case DECIMAL ->
          column.length() > MOST_DIGITS
              ? Types.StringType.get()
              : Types.DecimalType.of(column.length(), column.scale());
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case DATE -> Types.DateType.get();
      case TIME -> Types.LongType.get();
      case DATETIME -> Types.TimestampType.withoutZone();
      case TIMESTAMP -> Types.TimestampType.withZone();
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, ENUM, SET, JSON ->
          Types.StringType.get();
      case BIT, BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> Types.BinaryType.get();
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> Types.BinaryType.get();
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> Types.BinaryType.get();
    };
  }

  /** True for a value that only MySQL's own literal can hold. */
  static boolean isBeyond(Object value, ColumnType column) {
    return value instanceof MySqlLiteral
        && switch (type(column).typeId()) {
          case STRING, DECIMAL -> false;
          default -> true;
        };
  }

  /**
   * A value as Iceberg's generic records have it, for a field of this type, which may have become
   * wider than the column that the value is of.
   *
   * @param value not null, and not {@link #isBeyond}
   */
  static Object value(Object value, ColumnType column, Type field) {
    return switch (field.typeId()) {
      case INTEGER -> Math.toIntExact((Long) value);
      case LONG -> value;
      case FLOAT -> value;
      case DOUBLE -> ((Number) value).doubleValue();
      case DECIMAL -> decimal(value, (Types.DecimalType) field);
      case DATE -> LocalDate.ofEpochDay((Long) value);
      case TIMESTAMP -> moment((Long) value, ((Types.TimestampType) field).shouldAdjustToUTC());
      case STRING -> text(value, column);
      case BINARY -> ByteBuffer.wrap((byte[]) value);
      default -> throw new IllegalArgumentException("no column becomes " + field);
    };
  }

  private static Object moment(long micros, boolean instant) {
    Instant at =
        Instant.ofEpochSecond(
            Math.floorDiv(micros, MICROS_PER_SECOND),
            Math.floorMod(micros, MICROS_PER_SECOND) * 1_000);
    return instant
        ? OffsetDateTime.ofInstant(at, ZoneOffset.UTC)
        : LocalDateTime.ofInstant(at, ZoneOffset.UTC);
  }

  /** BIGINT UNSIGNED comes as a long, or above 2^63 as its literal. */
  private static BigDecimal decimal(Object value, Types.DecimalType field) {
    BigDecimal exact =
        value instanceof BigDecimal number ? number : new BigDecimal(String.valueOf(value));
    return exact.setScale(field.scale());
  }

  private static String text(Object value, ColumnType column) {
    return value instanceof JsonValue json ? json.text() : MySqlText.of(value, column);
  }

  /** Whether rows of the column can go on in a field of this type, or one that it can become. */
  static boolean fits(Type field, Type wanted) {
    return field.equals(wanted) || widens(field, wanted) || widens(wanted, field);
  }

  /** Whether Iceberg lets a field of the first type become one of the second. */
  static boolean widens(Type from, Type to) {
    return switch (from.typeId()) {
      case INTEGER -> to.typeId() == Type.TypeID.LONG;
      case FLOAT -> to.typeId() == Type.TypeID.DOUBLE;
      case DECIMAL ->
          to.typeId() == Type.TypeID.DECIMAL
              && ((Types.DecimalType) to).scale() == ((Types.DecimalType) from).scale()
              && ((Types.DecimalType) to).precision() > ((Types.DecimalType) from).precision();
      default -> false;
    };
  }
}
