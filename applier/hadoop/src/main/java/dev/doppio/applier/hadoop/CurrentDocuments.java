package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The documents of a warehouse as its tables of the current state have them, read with Iceberg's
 * generic reader. Reads only, beside running appliers too. Not thread-safe.
 */
public final class CurrentDocuments implements AutoCloseable {
  private final Warehouse warehouse;

  /**
   * A document that is not deleted.
   *
   * @param key its path
   * @param values columns that are not NULL, as text: moments to the microsecond, a TIME in
   *     microseconds, bytes in hexadecimal
   */
  public record Document(String key, Map<String, String> values) {
    public Document {
      Objects.requireNonNull(key);
      values = Map.copyOf(values);
    }

    /** Names the document only: contents never enter a log file. */
    @Override
    public String toString() {
      return "document " + key;
    }
  }

  /**
   * @param config the applier's
   * @throws dev.doppio.schemas.failure.DoppioException TARGET_UNAVAILABLE when the warehouse can't
   *     be reached
   */
  public CurrentDocuments(HadoopTargetConfig config) {
    this.warehouse = Warehouse.open(config);
  }

  /**
   * Every document of a table's last snapshot, in no order; none where there is no such table.
   *
   * @param to told of each; may throw
   * @throws dev.doppio.schemas.failure.DoppioException TARGET_UNAVAILABLE, TARGET_REJECTED when the
   *     files do not read
   */
  public void read(TableName table, Consumer<Document> to) {
    Optional<BaseTable> current = warehouse.find(Names.current(table));
    current.ifPresent(
        found ->
            warehouse.attempt(
                table + ", reading its documents",
                () -> {
                  read(found, to);
                  return found;
                }));
  }

  private static void read(BaseTable table, Consumer<Document> to) {
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      rows.forEach(row -> to.accept(document(row)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Document document(Record row) {
    Map<String, String> values = new TreeMap<>();
    for (NestedField field : row.struct().fields()) {
      Object value = row.getField(field.name());
      if (value != null) {
        Names.documentColumn(field.name()).ifPresent(name -> values.put(name, FieldText.of(value)));
      }
    }
    return new Document((String) row.getField(Names.KEY), values);
  }

  /** Idempotent. */
  @Override
  public void close() {
    warehouse.close();
  }
}
