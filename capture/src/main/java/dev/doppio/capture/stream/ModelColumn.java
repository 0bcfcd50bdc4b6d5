package dev.doppio.capture.stream;

import dev.doppio.schemas.document.MySqlType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** A column's type out of the words of a statement, with MySQL's synonyms. */
final class ModelColumn {
  private static final int FLOAT_DIGITS = 24;

  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("BOOL", "TINYINT"),
          Map.entry("BOOLEAN", "TINYINT"),
          Map.entry("INT1", "TINYINT"),
          Map.entry("INT2", "SMALLINT"),
          Map.entry("INT3", "MEDIUMINT"),
          Map.entry("MIDDLEINT", "MEDIUMINT"),
          Map.entry("INT4", "INT"),
          Map.entry("INTEGER", "INT"),
          Map.entry("INT8", "BIGINT"),
          Map.entry("SERIAL", "BIGINT"),
          Map.entry("DEC", "DECIMAL"),
          Map.entry("FIXED", "DECIMAL"),
          Map.entry("NUMERIC", "DECIMAL"),
          Map.entry("FLOAT4", "FLOAT"),
          Map.entry("FLOAT8", "DOUBLE"),
          Map.entry("REAL", "DOUBLE"),
          Map.entry("DOUBLE PRECISION", "DOUBLE"),
          Map.entry("CHARACTER", "CHAR"),
          Map.entry("CHARACTER VARYING", "VARCHAR"),
          Map.entry("CHAR VARYING", "VARCHAR"),
          Map.entry("VARCHARACTER", "VARCHAR"),
          Map.entry("GEOMETRYCOLLECTION", "GEOMCOLLECTION"));

  private final KnownTable table;
  private final int column;

  ModelColumn(KnownTable table, int column) {
    this.table = table;
    this.column = column;
  }

  /** Empty when the words are none that are known here. */
  Optional<MySqlType> type() {
    String plain =
        table
            .typeName(column)
            .replaceAll("\\(.*?\\)", " ")
            .replaceAll("\\b(UNSIGNED|SIGNED|ZEROFILL)\\b", " ")
            .replaceAll("\\s+", " ")
            .trim();
    String name = SYNONYMS.getOrDefault(plain, plain);
    boolean isDouble = name.equals("FLOAT") && scale() == 0 && length() > FLOAT_DIGITS;
    return Arrays.stream(MySqlType.values())
        .filter(type -> type.name().equals(isDouble ? "DOUBLE" : name))
        .findFirst()
        .map(this::withCharset);
  }

  private MySqlType withCharset(MySqlType type) {
    if (table.charset(column).filter("binary"::equals).isEmpty()) {
      return type;
    }
    return switch (type) {
      case CHAR -> MySqlType.BINARY;
      case VARCHAR -> MySqlType.VARBINARY;
      case TINYTEXT -> MySqlType.TINYBLOB;
      case TEXT -> MySqlType.BLOB;
      case MEDIUMTEXT -> MySqlType.MEDIUMBLOB;
      case LONGTEXT -> MySqlType.LONGBLOB;
      default -> type;
    };
  }

  int lengthOf(MySqlType type) {
    int said = length();
    return switch (type) {
      case DECIMAL -> said == 0 ? 10 : said;
      case VECTOR -> said == 0 ? 2_048 : said;
      case CHAR, BINARY, BIT -> said == 0 ? 1 : said;
      case VARCHAR, VARBINARY, TIME, DATETIME, TIMESTAMP -> said;
      default -> 0;
    };
  }

  int scaleOf(MySqlType type) {
    return type == MySqlType.DECIMAL ? scale() : 0;
  }

  private int length() {
    return table.length(column);
  }

  private int scale() {
    return table.scale(column);
  }

  boolean unsigned() {
    String words = table.typeName(column);
    return words.contains("UNSIGNED") || words.contains("ZEROFILL") || words.startsWith("SERIAL");
  }
}
