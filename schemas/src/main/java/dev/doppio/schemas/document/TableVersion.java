package dev.doppio.schemas.document;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.avro.Schema;

/**
 * A table as it stood at a place of the binlog. Two versions are equal when their Avro schemas are:
 * the schema keeps every property that decides how a value reads. Immutable.
 */
public final class TableVersion {
  private final TableName name;
  private final List<Column> columns;
  private final List<Integer> key;
  private final List<DocumentField> fields;
  private final Schema avro;
  private final Fingerprint fingerprint;

  /**
   * @param name the table
   * @param columns in table order
   * @param key indexes of the primary-key columns, in key order; at least one
   */
  public TableVersion(TableName name, List<Column> columns, List<Integer> key) {
    this.name = Objects.requireNonNull(name);
    this.columns = List.copyOf(columns);
    this.key = List.copyOf(key);
    if (key.isEmpty()) {
      throw new IllegalArgumentException(name + " has no primary key");
    }
    this.key.forEach(index -> Objects.checkIndex(index, this.columns.size()));
    this.fields = DocumentSchemas.fields(this.columns, this.key);
    this.avro = DocumentSchemas.toAvro(this.name, this.columns, this.key);
    this.fingerprint = DocumentSchemas.fingerprint(avro);
  }

  /**
   * Rebuilds a version from its Avro schema alone.
   *
   * @throws IllegalArgumentException when the schema is not one of a document
   */
  public static TableVersion fromAvro(Schema schema) {
    return DocumentSchemas.fromAvro(schema);
  }

  /** The table. */
  public TableName name() {
    return name;
  }

  /** In table order. */
  public List<Column> columns() {
    return columns;
  }

  /** Indexes of the primary-key columns, in key order. */
  public List<Integer> key() {
    return key;
  }

  /** Index of a column by its MySQL name, compared without regard to case as MySQL does. */
  public Optional<Integer> indexOf(String column) {
    return IntStream.range(0, columns.size())
        .filter(i -> columns.get(i).name().equalsIgnoreCase(column))
        .boxed()
        .findFirst();
  }

  /** The same structure under another name. */
  public TableVersion named(TableName other) {
    return new TableVersion(other, columns, key);
  }

  /** How each column stands in a document. */
  List<DocumentField> fields() {
    return fields;
  }

  /** The documents' Avro schema. */
  public Schema avro() {
    return avro;
  }

  /** Names this version in the log. */
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof TableVersion that && fingerprint.equals(that.fingerprint));
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }

  @Override
  public String toString() {
    return name + "@" + fingerprint;
  }
}
