package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import dev.doppio.capture.mysql.Charsets;
import dev.doppio.schemas.document.MySqlType;
import java.util.List;
import java.util.Optional;

/**
 * A column's type out of a table map alone. What a map lacks, members and the collation of ENUM and
 * SET, comes from outside.
 */
final class PhysicalColumn {
  private static final String BINARY = "binary";
  private static final MySqlType[] TEXTS = {
    MySqlType.TINYTEXT, MySqlType.TEXT, MySqlType.MEDIUMTEXT, MySqlType.LONGTEXT
  };
  private static final MySqlType[] BLOBS = {
    MySqlType.TINYBLOB, MySqlType.BLOB, MySqlType.MEDIUMBLOB, MySqlType.LONGBLOB
  };

  /** In the order of their numbers in well-known binary. */
  private static final List<MySqlType> SPATIAL =
      List.of(
          MySqlType.GEOMETRY,
          MySqlType.POINT,
          MySqlType.LINESTRING,
          MySqlType.POLYGON,
          MySqlType.MULTIPOINT,
          MySqlType.MULTILINESTRING,
          MySqlType.MULTIPOLYGON,
          MySqlType.GEOMCOLLECTION);

  private final TableMap map;
  private final int column;
  private final Charsets charsets;

  PhysicalColumn(TableMap map, int column, Charsets charsets) {
    this.map = map;
    this.column = column;
    this.charsets = charsets;
  }

  /** Empty when the type is none that Doppio carries. */
  Optional<MySqlType> type() {
    int meta = map.meta(column);
    return Optional.ofNullable(
        switch (map.type(column)) {
          case TINY -> MySqlType.TINYINT;
          case SHORT -> MySqlType.SMALLINT;
          case INT24 -> MySqlType.MEDIUMINT;
          case LONG -> MySqlType.INT;
          case LONGLONG -> MySqlType.BIGINT;
          case NEWDECIMAL -> MySqlType.DECIMAL;
          case FLOAT -> MySqlType.FLOAT;
          case DOUBLE -> MySqlType.DOUBLE;
          case BIT -> MySqlType.BIT;
          case YEAR -> MySqlType.YEAR;
          case DATE -> MySqlType.DATE;
          case TIME_V2 -> MySqlType.TIME;
          case DATETIME_V2 -> MySqlType.DATETIME;
          case TIMESTAMP_V2 -> MySqlType.TIMESTAMP;
          case STRING -> isBinary() ? MySqlType.BINARY : MySqlType.CHAR;
          case VARCHAR, VAR_STRING -> isBinary() ? MySqlType.VARBINARY : MySqlType.VARCHAR;
          case BLOB -> meta < 1 || meta > 4 ? null : (isBinary() ? BLOBS : TEXTS)[meta - 1];
          case ENUM -> MySqlType.ENUM;
          case SET -> MySqlType.SET;
          case JSON -> MySqlType.JSON;
          case GEOMETRY -> SPATIAL.get(map.geometry(column).orElse(0));
          case VECTOR -> MySqlType.VECTOR;
          default -> null;
        });
  }

  /** The collation of text; of ENUM and SET only where the server writes full metadata. */
  Optional<String> collation() {
    return map.collation(column).flatMap(id -> charsets.collation(id));
  }

  private boolean isBinary() {
    return collation().filter(BINARY::equals).isPresent();
  }

  /** As {@link dev.doppio.schemas.document.ColumnType} counts it. */
  int length() {
    int meta = map.meta(column);
    return switch (map.type(column)) {
      case NEWDECIMAL -> meta & 0xff;
      case BIT -> (meta >> 8) * 8 + (meta & 0xff);
      case TIME_V2, DATETIME_V2, TIMESTAMP_V2 -> meta;
      case STRING -> map.fixedLength(column) / bytesPerCharacter();
      case VARCHAR, VAR_STRING -> meta / bytesPerCharacter();
      case VECTOR -> map.dimensions(column).orElse(0);
      default -> 0;
    };
  }

  private int bytesPerCharacter() {
    return collation()
        .map(name -> charsets.longestCharacter(name.replaceFirst("_.*", "")))
        .orElse(1);
  }

  int scale() {
    return map.type(column) == ColumnType.NEWDECIMAL ? map.meta(column) >> 8 : 0;
  }

  boolean unsigned() {
    return switch (map.type(column)) {
      case TINY, SHORT, INT24, LONG, LONGLONG, NEWDECIMAL, FLOAT, DOUBLE -> map.unsigned(column);
      default -> false;
    };
  }

  boolean nullable() {
    return map.nullable(column);
  }

  /** Members as the binlog has them; only with full metadata. */
  Optional<List<String>> members() {
    return map.members(column);
  }
}
