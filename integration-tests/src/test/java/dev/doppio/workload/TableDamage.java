package dev.doppio.workload;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types.NestedField;

/** A hand that changes documents of a table nobody writes to, with Iceberg alone. */
public final class TableDamage implements Hand {
  private final HadoopCatalog catalog;
  private final Table table;
  private final Map<String, Record> documents = new TreeMap<>();
  private final Map<String, Record> put = new TreeMap<>();
  private final Map<String, Record> deleted = new TreeMap<>();

  /**
   * Reads a table.
   *
   * @param warehouse URI of its folder
   */
  public TableDamage(String warehouse, String database, String name) throws IOException {
    catalog = new HadoopCatalog(new Configuration(), warehouse);
    table = catalog.loadTable(TableIdentifier.of(database, name));
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      rows.forEach(row -> documents.put((String) row.getField("_key"), row.copy()));
    }
  }

  @Override
  public void copy(String key, String field, String from) {
    Record changed = put.computeIfAbsent(key, any -> document(key).copy());
    for (NestedField each : changed.struct().fields()) {
      if (each.name().replaceFirst("__literal$", "").equals(field)) {
        changed.setField(each.name(), document(from).getField(each.name()));
      }
    }
    deleted.put(key, document(key));
  }

  @Override
  public void set(String key, String field, String text) {
    put.computeIfAbsent(key, any -> document(key).copy()).setField(field, text);
    deleted.put(key, document(key));
  }

  @Override
  public void add(String key, String as) {
    Record copy = document(key).copy();
    copy.setField("_key", as);
    put.put(as, copy);
  }

  @Override
  public void delete(String key) {
    deleted.put(key, document(key));
  }

  private Record document(String key) {
    Record document = documents.get(key);
    if (document == null) {
      throw new AssertionError(table.name() + " has no " + key);
    }
    return document;
  }

  private OutputFile file() {
    String name = table.locationProvider().newDataLocation("damage-" + UUID.randomUUID());
    return table.io().newOutputFile(name);
  }

  @Override
  public void close() throws IOException {
    Schema only = table.schema().select("_key");
    EqualityDeleteWriter<Record> deletes =
        Parquet.writeDeletes(file())
            .forTable(table)
            .rowSchema(only)
            .equalityFieldIds(only.findField("_key").fieldId())
            .createWriterFunc(GenericParquetWriter::create)
            .buildEqualityWriter();
    try (deletes) {
      for (String key : deleted.keySet()) {
        Record row = GenericRecord.create(only);
        row.setField("_key", key);
        deletes.write(row);
      }
    }
    DataWriter<Record> rows =
        Parquet.writeData(file())
            .forTable(table)
            .createWriterFunc(GenericParquetWriter::create)
            .build();
    try (rows) {
      put.values().forEach(rows::write);
    }
    RowDelta damage = table.newRowDelta().addDeletes(deletes.toDeleteFile());
    damage.addRows(rows.toDataFile()).commit();
    catalog.close();
  }
}
