package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlText;
import dev.doppio.schemas.document.MySqlType;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A value of a row as the parameter from which MySQL stores exactly this value. The session is in
 * UTC and utf8mb4; see {@link Sessions}.
 */
final class SqlValue {
  private SqlValue() {}

  /**
   * The parameter: a {@link String}, {@link Long}, {@link BigDecimal} or {@code byte[]}.
   *
   * @param value not null
   */
  static Object of(ColumnType type, Object value) {
    return value instanceof MySqlLiteral literal
        ? ofLiteral(type, literal.text())
        : ofPlain(type, value);
  }

  /**
   * True for the error value of an ENUM, index 0: no session in strict mode takes it, and it takes
   * the number only.
   */
  static boolean isEnumError(ColumnType type, Object value) {
    return type.type() == MySqlType.ENUM && value instanceof MySqlLiteral;
  }

  private static Object ofPlain(ColumnType type, Object value) {
    return switch (type.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR, DECIMAL -> value;
      // A float's shortest text is parsed as a double and rounded twice; its double is exact. As a
      // string it is never read as a DECIMAL, which would lose -0 and small exponents.
      case FLOAT -> Double.toString((Float) value);
      case DOUBLE -> Double.toString((Double) value);
      // As a number: a string that is compared with a BIT column would be read as decimal digits.
      case BIT -> new BigDecimal(new BigInteger(1, (byte[]) value));
      case DATE, TIME, DATETIME, TIMESTAMP -> MySqlText.of(value, type);
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, ENUM, SET -> value;
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> value;
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> value;
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> value;
      case JSON -> ((JsonValue) value).text();
    };
  }

  private static Object ofLiteral(ColumnType type, String text) {
    return switch (type.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR, DECIMAL, BIT -> new BigDecimal(text);
      case ENUM -> Long.valueOf(text);
      case FLOAT, DOUBLE, DATE, TIME, DATETIME, TIMESTAMP -> text;
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, SET, JSON -> text;
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> text;
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> text;
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> text;
    };
  }
}
