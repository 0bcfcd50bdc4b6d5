package dev.doppio.logreader;

import dev.doppio.schemas.change.ColumnFill;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a new column holds in documents that were there before it: the value that the log tells,
 * else NULL, else the type's zero. After "Data Type Default Values" of MySQL's manual.
 */
public final class NewColumn {
  private static final int MICRO_DIGITS = 6;
  private static final int CENTURY = 100;
  private static final int FIRST_OF_1900 = 70;

  private NewColumn() {}

  /**
   * The value as rows have it; empty for NULL, and for what MySQL computes.
   *
   * @throws IllegalArgumentException when the type takes no such literal
   */
  public static Optional<Object> value(Column column, List<ColumnFill> fills) {
    if (column.generated()) {
      return Optional.empty();
    }
    Optional<String> literal =
        fills.stream()
            .filter(fill -> fill.column().equalsIgnoreCase(column.name()))
            .map(ColumnFill::literal)
            .findFirst();
    if (literal.isEmpty() && column.nullable()) {
      return Optional.empty();
    }
    return Optional.of(
        literal.map(told -> value(column.type(), told)).orElseGet(() -> zero(column.type())));
  }

  private static Object zero(ColumnType type) {
    return switch (type.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR, TIME -> 0L;
      case DECIMAL -> BigDecimal.ZERO.setScale(type.scale());
      case FLOAT -> 0f;
      case DOUBLE -> 0d;
      case DATE -> new MySqlLiteral("0000-00-00");
      case DATETIME, TIMESTAMP ->
          new MySqlLiteral(
              "0000-00-00 00:00:00" + (type.length() > 0 ? "." + "0".repeat(type.length()) : ""));
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, SET -> "";
      case ENUM -> type.members().get(0);
      case BIT, BINARY -> bytes(type, new byte[0]);
      case VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, VECTOR -> new byte[0];
      case GEOMETRY, POINT, LINESTRING, POLYGON -> new byte[0];
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> new byte[0];
      case JSON -> new JsonValue("null", Optional.empty());
    };
  }

  private static Object value(ColumnType type, String literal) {
    return switch (type.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> integer(number(literal));
      case YEAR -> year(literal);
      case DECIMAL -> number(literal).setScale(type.scale(), RoundingMode.HALF_UP);
      case FLOAT -> number(literal).floatValue();
      case DOUBLE -> number(literal).doubleValue();
      case DATE ->
          Moments.exactDateTime(date(literal))
              .<Object>map(micros -> Math.floorDiv(micros, Moments.MICROS_PER_DAY))
              .orElseGet(() -> noDate(literal, type));
      case DATETIME, TIMESTAMP ->
          Moments.exactDateTime(date(literal))
              .<Object>map(micros -> rounded(micros, type.length()))
              .orElseGet(() -> noDate(literal, type));
      case TIME -> rounded(Moments.exactTime(time(literal)), type.length());
      case CHAR -> text(literal).stripTrailing();
      case VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, SET -> text(literal);
      case ENUM -> member(type, text(literal));
      case BIT -> bytes(type, bits(literal));
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> bytes(type, raw(literal));
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> raw(literal);
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> raw(literal);
      case JSON -> new JsonValue(text(literal), Optional.empty());
    };
  }

  private static Object integer(BigDecimal number) {
    BigInteger whole = number.setScale(0, RoundingMode.HALF_UP).toBigInteger();
    return whole.bitLength() < Long.SIZE
        ? (Object) whole.longValue()
        : new MySqlLiteral(whole.toString());
  }

  private static Object year(String literal) {
    long year = number(literal).longValue();
    boolean zero = year == 0 && !literal.startsWith("'");
    boolean whole = year >= CENTURY || zero;
    return whole ? year : year + (year < FIRST_OF_1900 ? 2000 : 1900);
  }

  private static String member(ColumnType type, String text) {
    return type.members().stream()
        .filter(text::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no member '" + text + "'"));
  }

  private static Object noDate(String literal, ColumnType type) {
    String text = text(literal);
    if (!text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}.*")) {
      throw new IllegalArgumentException("no " + type.type() + ": " + literal);
    }
    return new MySqlLiteral(type.type() == MySqlType.DATE ? text.substring(0, 10) : text);
  }

  /** With signs between the digits, however it was written. */
  private static String date(String literal) {
    String text = text(literal);
    if (text.matches("[0-9]{8}|[0-9]{14}")) {
      String day =
          LocalDate.parse(text.substring(0, 8), DateTimeFormatter.BASIC_ISO_DATE).toString();
      return text.length() == 8 ? day : day + " " + time(text.substring(8));
    }
    return text;
  }

  private static String time(String literal) {
    String text = text(literal);
    return text.matches("[0-9]{6}")
        ? text.substring(0, 2) + ":" + text.substring(2, 4) + ":" + text.substring(4)
        : text;
  }

  private static long rounded(long micros, int digits) {
    long step = 1;
    for (int i = digits; i < MICRO_DIGITS; i++) {
      step *= 10;
    }
    long below = Math.floorMod(micros, step);
    return micros - below + (2 * below >= step && step > 1 ? step : 0);
  }

  private static BigDecimal number(String literal) {
    return isBytes(literal)
        ? new BigDecimal(new BigInteger(1, bits(literal)))
        : new BigDecimal(text(literal).strip());
  }

  private static boolean isBytes(String literal) {
    return literal.startsWith("x'") || literal.startsWith("b'");
  }

  /** What stands between the quotes; a number as it is written. */
  private static String text(String literal) {
    if (isBytes(literal)) {
      return new String(raw(literal), StandardCharsets.UTF_8);
    }
    return literal.startsWith("'")
        ? literal.substring(1, literal.length() - 1).replace("''", "'")
        : literal;
  }

  private static byte[] raw(String literal) {
    return isBytes(literal) ? bits(literal) : text(literal).getBytes(StandardCharsets.UTF_8);
  }

  /** The bits of a number, or those written. */
  private static byte[] bits(String literal) {
    String inside = isBytes(literal) ? literal.substring(2, literal.length() - 1) : "";
    if (literal.startsWith("x'")) {
      return HexFormat.of().parseHex(inside);
    }
    if (literal.startsWith("b'")) {
      byte[] bytes = new byte[(inside.length() + Byte.SIZE - 1) / Byte.SIZE];
      return inside.isEmpty() ? bytes : aligned(new BigInteger(inside, 2), bytes.length);
    }
    BigInteger number = number(literal).toBigInteger();
    return aligned(number, (number.bitLength() + Byte.SIZE - 1) / Byte.SIZE);
  }

  private static byte[] aligned(BigInteger number, int length) {
    byte[] all = number.toByteArray();
    byte[] bytes = new byte[length];
    int count = Math.min(length, all.length);
    System.arraycopy(all, all.length - count, bytes, length - count, count);
    return bytes;
  }

  /** As long as the type has it: BIT is filled before its bits, BINARY behind its bytes. */
  private static byte[] bytes(ColumnType type, byte[] bytes) {
    return switch (type.type()) {
      case BIT -> aligned(new BigInteger(1, bytes), (type.length() + Byte.SIZE - 1) / Byte.SIZE);
      case BINARY -> Arrays.copyOf(bytes, type.length());
      default -> bytes;
    };
  }
}
