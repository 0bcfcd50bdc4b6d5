package dev.doppio.applier.search;

import dev.doppio.logreader.Moments;
import dev.doppio.logreader.Run;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlText;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;

/**
 * A row as a Lucene document. Every column that is not NULL is stored as it is, so that the index
 * says all that the source does, and indexed by its type. Used by one thread.
 */
final class DocumentFields {
  private final PartitionId partition;
  private final JsonFields json;

  DocumentFields(PartitionId partition, JsonFields json) {
    this.partition = partition;
    this.json = json;
  }

  /** The document that a change leaves. */
  Document of(Run run, DocumentChange change, Row row, Counters.Tally tally) {
    String id = FieldNames.id(partition, change.table(), change.key());
    long time = Moments.micros(change.sourceTime());
    return document(id, run.scn().packed(), time, row, tally);
  }

  /** The same document with its row under another version of the table. */
  Document again(Document old, Row row, Counters.Tally tally) {
    return again(old.get(FieldNames.ID), old, row, tally);
  }

  /** The same document in a table that has another name. */
  Document moved(Document old, Row row, Counters.Tally tally) {
    String id = FieldNames.id(partition, row.table().name(), DocumentKey.of(row));
    return again(id, old, row, tally);
  }

  private Document again(String id, Document old, Row row, Counters.Tally tally) {
    return document(
        id,
        old.getField(FieldNames.SCN).numericValue().longValue(),
        old.getField(FieldNames.TIME).numericValue().longValue(),
        row,
        tally);
  }

  private Document document(String id, long scn, long time, Row row, Counters.Tally tally) {
    Document document = new Document();
    TableName table = row.table().name();
    document.add(new StringField(FieldNames.ID, id, Field.Store.YES));
    whose(table).forEach(document::add);
    document.add(new StoredField(FieldNames.SCN, scn));
    document.add(new StoredField(FieldNames.TIME, time));
    String found = FieldNames.indexed(FieldNames.TIME, Kind.INSTANT);
    document.add(new LongField(found, time, Field.Store.NO));
    columns(document, row, tally);
    return document;
  }

  private static List<StringField> whose(TableName table) {
    return List.of(
        new StringField(FieldNames.DATABASE, table.database(), Field.Store.YES),
        new StringField(FieldNames.TABLE, table.table(), Field.Store.YES));
  }

  /** What is stored of a row but its key, and when it was written. */
  static List<Field> stored(Row row) {
    List<Field> fields = new ArrayList<>(whose(row.table().name()));
    for (int i = 0; i < row.values().length; i++) {
      if (row.values()[i] != null) {
        fields.add(stored(row.table().columns().get(i), row.values()[i]));
      }
    }
    return fields;
  }

  private void columns(Document document, Row row, Counters.Tally tally) {
    IndexedFields fields = new IndexedFields(document);
    List<Column> columns = row.table().columns();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      Object value = row.values()[i];
      if (value != null) {
        document.add(stored(column, value));
      }
      if (value instanceof MySqlLiteral literal) {
        literal(fields, column, literal.text());
      } else if (value != null) {
        indexed(fields, column, value, tally);
      }
    }
  }

  /** What is beyond its column's plain type: a number above 2^63, a zero date, an ENUM's error. */
  private static void literal(IndexedFields fields, Column column, String text) {
    String name = FieldNames.stored(column.name());
    if (column.type().type() == MySqlType.BIGINT) {
      fields.decimal(name, new BigDecimal(text));
    } else {
      fields.exact(name, text);
    }
  }

  /** Numbers as numbers, bytes as bytes, everything else as MySQL prints it. */
  private static StoredField stored(Column column, Object value) {
    String name = FieldNames.stored(column.name());
    if (value instanceof MySqlLiteral literal) {
      return new StoredField(name, literal.text());
    }
    return switch (column.type().type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR ->
          new StoredField(name, (long) (Long) value);
      case FLOAT -> new StoredField(name, (float) (Float) value);
      case DOUBLE -> new StoredField(name, (double) (Double) value);
      case DECIMAL, DATE, TIME, DATETIME, TIMESTAMP ->
          new StoredField(name, MySqlText.of(value, column.type()));
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, ENUM, SET ->
          new StoredField(name, (String) value);
      case BIT, BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB ->
          new StoredField(name, (byte[]) value);
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> new StoredField(name, (byte[]) value);
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION ->
          new StoredField(name, (byte[]) value);
      case JSON ->
          new StoredField(FieldNames.storedJson(column.name()), ((JsonValue) value).text());
    };
  }

  private void indexed(IndexedFields fields, Column column, Object value, Counters.Tally tally) {
    String name = FieldNames.stored(column.name());
    switch (column.type().type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, YEAR -> fields.number(name, (long) (Long) value);
      case BIGINT -> bigint(fields, name, column.type().unsigned(), (Long) value);
      case FLOAT -> fields.number(name, (float) (Float) value);
      case DOUBLE -> fields.number(name, (double) (Double) value);
      case DECIMAL -> fields.decimal(name, (BigDecimal) value);
      case DATE -> fields.instant(name, Math.multiplyExact((Long) value, Moments.MICROS_PER_DAY));
      case DATETIME, TIMESTAMP -> fields.instant(name, (Long) value);
      case TIME -> fields.time(name, (Long) value);
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> fields.text(name, (String) value);
      case ENUM -> fields.exact(name, (String) value);
      case SET -> {
        for (String member : ((String) value).split(",")) {
          fields.exact(name, member);
        }
      }
      case BIT -> fields.decimal(name, new BigDecimal(new BigInteger(1, (byte[]) value)));
      case BINARY, VARBINARY -> fields.binary(name, (byte[]) value);
      case TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> {
        // Content, not a name for anything: stored alone.
      }
      case GEOMETRY, POINT, LINESTRING, POLYGON, MULTIPOINT, MULTILINESTRING, VECTOR -> {
        // What is asked of them, where they lie, is nothing that a term answers.
      }
      case MULTIPOLYGON, GEOMCOLLECTION -> {
        // Likewise.
      }
      case JSON -> json.add(fields, name, ((JsonValue) value).text(), tally);
    }
  }

  /** Where some of a column's numbers exceed 64 bits with a sign, all of them sort together. */
  private static void bigint(IndexedFields fields, String name, boolean unsigned, long value) {
    if (unsigned) {
      fields.decimal(name, BigDecimal.valueOf(value));
    } else {
      fields.number(name, value);
    }
  }
}
