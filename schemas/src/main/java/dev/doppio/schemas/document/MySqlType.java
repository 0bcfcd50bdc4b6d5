package dev.doppio.schemas.document;

/**
 * MySQL's column types, with the Java class that carries their values in a {@link Row}. A temporal
 * value that its Java class can't hold, such as a zero date, is a {@link MySqlLiteral}.
 */
public enum MySqlType {
  /**
   * Integers, {@link Long}; a {@code BIGINT UNSIGNED} of 2^63 or more is a {@link MySqlLiteral}.
   */
  TINYINT(Long.class),
  SMALLINT(Long.class),
  MEDIUMINT(Long.class),
  INT(Long.class),
  BIGINT(Long.class),
  /** {@link java.math.BigDecimal} with the column's scale. */
  DECIMAL(java.math.BigDecimal.class),
  FLOAT(Float.class),
  DOUBLE(Double.class),
  /** {@code byte[]}, big-endian, (length + 7) / 8 bytes. */
  BIT(byte[].class),
  /** {@link Long}; 0 for the year 0000. */
  YEAR(Long.class),
  /** {@link Long}, days since 1970-01-01 in the proleptic Gregorian calendar. */
  DATE(Long.class),
  /** {@link Long}, microseconds, from -838:59:59.000000 to 838:59:59.000000. */
  TIME(Long.class),
  /** {@link Long}, microseconds since 1970-01-01 00:00 of the same local calendar. */
  DATETIME(Long.class),
  /** {@link Long}, microseconds since the epoch. */
  TIMESTAMP(Long.class),
  CHAR(String.class),
  VARCHAR(String.class),
  TINYTEXT(String.class),
  TEXT(String.class),
  MEDIUMTEXT(String.class),
  LONGTEXT(String.class),
  /** {@code byte[]}, padded with zero bytes to the column's length. */
  BINARY(byte[].class),
  VARBINARY(byte[].class),
  TINYBLOB(byte[].class),
  BLOB(byte[].class),
  MEDIUMBLOB(byte[].class),
  LONGBLOB(byte[].class),
  /** {@link String}, the member; the error value (index 0) is {@link MySqlLiteral} {@code 0}. */
  ENUM(String.class),
  /** {@link String}, the members joined by commas, in the order of the definition. */
  SET(String.class),
  /** {@link JsonValue}. */
  JSON(JsonValue.class),
  /**
   * Spatial types: {@code byte[]} as MySQL stores them, the SRID as 4 bytes, lowest first, and
   * well-known binary; with the names of {@code information_schema}.
   */
  GEOMETRY(byte[].class),
  POINT(byte[].class),
  LINESTRING(byte[].class),
  POLYGON(byte[].class),
  MULTIPOINT(byte[].class),
  MULTILINESTRING(byte[].class),
  MULTIPOLYGON(byte[].class),
  GEOMCOLLECTION(byte[].class),
  /** MySQL 9: {@code byte[]}, a float of 4 bytes per dimension, lowest byte first. */
  VECTOR(byte[].class);

  private final Class<?> javaClass;

  MySqlType(Class<?> javaClass) {
    this.javaClass = javaClass;
  }

  /** Class of a value in a {@link Row}. */
  public Class<?> javaClass() {
    return javaClass;
  }

  /** True for types whose values are geometries. */
  public boolean isSpatial() {
    return switch (this) {
      case GEOMETRY, POINT, LINESTRING, POLYGON -> true;
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> true;
      default -> false;
    };
  }

  /** True for types whose values are text with a charset and a collation. */
  public boolean isText() {
    return javaClass == String.class;
  }
}
