package dev.doppio.capture.structure;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A column as {@code information_schema.COLUMNS} tells it.
 *
 * @param name COLUMN_NAME
 * @param dataType DATA_TYPE, such as {@code varchar}
 * @param fullType COLUMN_TYPE, such as {@code int unsigned} or {@code enum('a')}
 * @param length CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION or DATETIME_PRECISION, whichever there
 *     is, else 0
 * @param scale NUMERIC_SCALE, else 0
 * @param collation COLLATION_NAME
 * @param nullable IS_NULLABLE
 * @param generated whether EXTRA says that the server computes it
 */
public record ColumnFacts(
    String name,
    String dataType,
    String fullType,
    long length,
    int scale,
    Optional<String> collation,
    boolean nullable,
    boolean generated) {

  /** Empty when the type is none that Doppio carries. */
  public Optional<Column> column() {
    return type().map(type -> new Column(name, columnType(type), nullable, generated));
  }

  private Optional<MySqlType> type() {
    String wanted = dataType.toUpperCase(Locale.ROOT);
    return Arrays.stream(MySqlType.values()).filter(t -> t.name().equals(wanted)).findFirst();
  }

  private ColumnType columnType(MySqlType type) {
    List<String> members =
        type == MySqlType.ENUM || type == MySqlType.SET ? Members.parse(fullType) : List.of();
    int digits = type == MySqlType.DECIMAL ? scale : 0;
    return new ColumnType(
        type,
        lengthOf(type),
        digits,
        isUnsigned(type),
        collation.filter(c -> type.isText()),
        members);
  }

  private int lengthOf(MySqlType type) {
    return switch (type) {
      case CHAR, VARCHAR, BINARY, VARBINARY, BIT, DECIMAL, TIME, DATETIME, TIMESTAMP ->
          Math.toIntExact(length);
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, FLOAT, DOUBLE, YEAR, DATE -> 0;
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> 0;
      case ENUM, SET, JSON -> 0;
      // CHARACTER_MAXIMUM_LENGTH counts bytes.
      case VECTOR -> Math.toIntExact(length / Float.BYTES);
      case GEOMETRY, POINT, LINESTRING, POLYGON -> 0;
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> 0;
    };
  }

  private boolean isUnsigned(MySqlType type) {
    return switch (type) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, DECIMAL, FLOAT, DOUBLE ->
          fullType.toLowerCase(Locale.ROOT).contains(" unsigned");
      default -> false;
    };
  }
}
