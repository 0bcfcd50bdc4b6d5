package dev.doppio.applier.hadoop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;

/** Tables of a warehouse, read with Iceberg's own generic reader, on Hadoop's own local files. */
final class PlainTables {
  private PlainTables() {}

  static Optional<Table> table(Path warehouse, String name) {
    HadoopCatalog catalog = new HadoopCatalog(new Configuration(), "file:" + warehouse);
    try {
      return Optional.of(catalog.loadTable(TableIdentifier.parse(name)));
    } catch (NoSuchTableException none) {
      return Optional.empty();
    }
  }

  static List<Record> rows(Path warehouse, String name) {
    return table(warehouse, name).map(PlainTables::rows).orElse(List.of());
  }

  static List<Record> rows(Table table) {
    List<Record> all = new ArrayList<>();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      rows.forEach(row -> all.add(row.copy()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  /** The summary of the last snapshot. */
  static Map<String, String> summary(Path warehouse, String name) {
    return table(warehouse, name).orElseThrow().currentSnapshot().summary();
  }
}
