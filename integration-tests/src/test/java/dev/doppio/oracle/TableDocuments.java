package dev.doppio.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types.NestedField;

/**
 * What the tables of a warehouse hold, read with Iceberg's generic reader on Hadoop's own file
 * systems, as {@link SqlDocuments#exact} has it.
 *
 * @param warehouse URI of its folder
 */
public record TableDocuments(String warehouse) {
  private static final String LITERAL = "__literal";
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  /** Key and content of each document as it is; one that is there twice fails. */
  public Map<String, String> current(String database, String table) {
    Map<String, String> documents = new TreeMap<>();
    for (Record row : rows(database, table)) {
      String key = (String) row.getField("_key");
      if (documents.put(key, content(row)) != null) {
        throw new AssertionError(key + " is in table " + table + " twice");
      }
    }
    return documents;
  }

  /** The same from the table of all changes, played from its begin; one change twice fails. */
  public Map<String, String> played(String database, String table) {
    Map<String, String> documents = new TreeMap<>();
    String last = "";
    for (Record row : changes(database, table)) {
      if (last.equals(place(row).toString())) {
        throw new AssertionError("change " + last + " of table " + table + " is there twice");
      }
      last = place(row).toString();
      switch ((String) row.getField("_operation")) {
        case "INSERT", "UPDATE", "READ" ->
            documents.put((String) row.getField("_key"), content(row));
        case "DELETE" -> documents.remove((String) row.getField("_key"));
        default -> throw new AssertionError(row.getField("_operation") + " is not played here");
      }
    }
    return documents;
  }

  /** Rows of the table of changes, in the order of the log within a partition. */
  public List<Record> changes(String database, String table) {
    return rows(database, table + "_changes").stream()
        .sorted(Comparator.comparing(row -> place(row).toString()))
        .toList();
  }

  private static List<String> place(Record row) {
    return List.of(
        String.format("%08d", (int) (Integer) row.getField("_log_partition")),
        String.format("%08d", (int) (Integer) row.getField("_generation")),
        String.format("%016d", (long) (Long) row.getField("_sequence")),
        String.format("%08d", (int) (Integer) row.getField("_ordinal")));
  }

  private List<Record> rows(String database, String table) {
    List<Record> all = new ArrayList<>();
    try (HadoopCatalog catalog = new HadoopCatalog(new Configuration(), warehouse)) {
      Table found = catalog.loadTable(TableIdentifier.of(database, table));
      try (CloseableIterable<Record> rows = IcebergGenerics.read(found).build()) {
        rows.forEach(row -> all.add(row.copy()));
      }
    } catch (NoSuchTableException notYet) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static String content(Record row) {
    Map<String, String> values = new TreeMap<>();
    for (NestedField field : row.struct().fields()) {
      Object value = row.getField(field.name());
      if (!field.name().startsWith("_") && value != null) {
        String text = text(value);
        values.put(
            field.name().replaceFirst(LITERAL + "$", ""),
            "MySQL JSON".equals(field.doc()) ? SqlDocuments.json(text) : text);
      }
    }
    return values.toString();
  }

  private static String text(Object value) {
    if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return HexFormat.of().formatHex(copy);
    }
    if (value instanceof LocalDateTime time) {
      return MICROSECONDS.format(time);
    }
    if (value instanceof OffsetDateTime time) {
      return MICROSECONDS.format(time);
    }
    if (value instanceof Float || value instanceof Double) {
      return Double.toString(((Number) value).doubleValue());
    }
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }
}
