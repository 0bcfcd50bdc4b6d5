package dev.doppio.applier.search;

import dev.doppio.logreader.Moments;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlType;
import java.math.BigDecimal;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;

/** Values of a row from its document, where {@link DocumentFields} has stored them. */
final class StoredRow {
  private StoredRow() {}

  /** A column's value as a row has it; empty for NULL. */
  static Optional<Object> value(Document document, Column column) {
    boolean json = column.type().type() == MySqlType.JSON;
    String name = json ? FieldNames.storedJson(column.name()) : FieldNames.stored(column.name());
    return Optional.ofNullable(document.getField(name)).map(field -> value(field, column.type()));
  }

  private static Object value(IndexableField field, ColumnType type) {
    return switch (type.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR -> integer(field);
      case FLOAT -> field.numericValue().floatValue();
      case DOUBLE -> field.numericValue().doubleValue();
      case DECIMAL -> new BigDecimal(field.stringValue());
      case DATE ->
          Moments.exactDateTime(field.stringValue())
              .<Object>map(micros -> Math.floorDiv(micros, Moments.MICROS_PER_DAY))
              .orElseGet(() -> new MySqlLiteral(field.stringValue()));
      case DATETIME, TIMESTAMP ->
          Moments.exactDateTime(field.stringValue())
              .<Object>map(micros -> micros)
              .orElseGet(() -> new MySqlLiteral(field.stringValue()));
      case TIME -> Moments.exactTime(field.stringValue());
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, ENUM, SET -> field.stringValue();
      case BIT, BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> bytes(field);
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> bytes(field);
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> bytes(field);
      case JSON -> new JsonValue(field.stringValue(), Optional.empty());
    };
  }

  private static byte[] bytes(IndexableField field) {
    return BytesRef.deepCopyOf(field.binaryValue()).bytes;
  }

  private static Object integer(IndexableField field) {
    return field.numericValue() == null
        ? new MySqlLiteral(field.stringValue())
        : (Object) field.numericValue().longValue();
  }
}
