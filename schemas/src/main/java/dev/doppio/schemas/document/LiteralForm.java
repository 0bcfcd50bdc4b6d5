package dev.doppio.schemas.document;

/**
 * What a column's union holds beside the plain value: MySQL's own literal, for what is beyond it.
 */
enum LiteralForm {
  NONE,
  /** A string branch with the literal's text. */
  TEXT,
  /** An int branch that holds 0: the error value of an ENUM. */
  ERROR_INDEX;

  static LiteralForm of(ColumnType type) {
    return switch (type.type()) {
      case BIGINT -> type.unsigned() ? TEXT : NONE;
      case DATE, DATETIME, TIMESTAMP -> TEXT;
      case ENUM -> ERROR_INDEX;
      case TINYINT, SMALLINT, MEDIUMINT, INT, YEAR, TIME -> NONE;
      case DECIMAL, FLOAT, DOUBLE, BIT, JSON, SET -> NONE;
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> NONE;
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> NONE;
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> NONE;
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> NONE;
    };
  }
}
