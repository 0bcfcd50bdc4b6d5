package dev.doppio.schemas.document;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Locale;

/**
 * Values as MySQL prints them, for keys, resource ids and messages. Temporal values have as many
 * fractional digits as their column; a TIMESTAMP is printed in UTC. FLOAT and DOUBLE are printed as
 * {@link BigDecimal} prints their exact value, which no Java version prints otherwise.
 */
public final class MySqlText {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
  private static final int MICRO_DIGITS = 6;

  private MySqlText() {}

  /**
   * The text of a number, a temporal value, a text or a literal.
   *
   * @throws IllegalArgumentException for binary values and JSON, which have no such text
   */
  public static String of(Object value, ColumnType type) {
    if (value instanceof MySqlLiteral literal) {
      return literal.text();
    }
    return switch (type.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> Long.toString((Long) value);
      case YEAR -> String.format(Locale.ROOT, "%04d", (Long) value);
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      case FLOAT -> new BigDecimal((Float) value).toString();
      case DOUBLE -> new BigDecimal((Double) value).toString();
      case DATE -> LocalDate.ofEpochDay((Long) value).toString();
      case TIME -> time((Long) value, type.length());
      case DATETIME, TIMESTAMP -> dateTime((Long) value, type.length());
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, ENUM, SET -> (String) value;
      case BIT, BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, JSON -> throw none(type);
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> throw none(type);
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> throw none(type);
    };
  }

  private static IllegalArgumentException none(ColumnType type) {
    return new IllegalArgumentException(type.type() + " has no text");
  }

  private static String dateTime(long micros, int digits) {
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_PER_DAY));
    return day + " " + clock(Math.floorMod(micros, MICROS_PER_DAY), digits);
  }

  private static String time(long micros, int digits) {
    return (micros < 0 ? "-" : "") + clock(Math.abs(micros), digits);
  }

  private static String clock(long micros, int digits) {
    long seconds = micros / MICROS_PER_SECOND;
    StringBuilder text = new StringBuilder(MICRO_DIGITS * 3);
    text.append(seconds < 36_000 ? "0" : "").append(seconds / 3600);
    text.append(':').append(seconds / 600 % 6).append(seconds / 60 % 10);
    text.append(':').append(seconds / 10 % 6).append(seconds % 10);
    if (digits > 0) {
      String fraction = Long.toString(MICROS_PER_SECOND + micros % MICROS_PER_SECOND);
      text.append('.').append(fraction, 1, 1 + digits);
    }
    return text.toString();
  }
}
