package dev.doppio.applier.hadoop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;

/**
 * Writes Parquet files of one table, as it is now. Nobody sees them before they are committed; what
 * is not committed is deleted by {@link #forget}, or by a later compaction. One thread.
 */
final class TableFiles {
  /** A data file is closed when it has come to this size. */
  private static final long FULL_BYTES = 128L << 20;

  private final BaseTable table;
  private final Schema schema;
  private final Record empty;
  private final InternalRecordWrapper values;
  private final PartitionKey next;
  private PartitionKey last;

  TableFiles(BaseTable table) {
    this.table = table;
    this.schema = table.schema();
    this.empty = GenericRecord.create(schema);
    this.values = new InternalRecordWrapper(schema.asStruct());
    this.next = new PartitionKey(table.spec(), schema);
    this.last = next.copy();
  }

  BaseTable table() {
    return table;
  }

  Record record() {
    return empty.copy();
  }

  /** The partition of the table that a row lies in. */
  PartitionKey partition(Record row) {
    next.partition(values.wrap(row));
    if (!next.equals(last)) {
      last = next.copy();
    }
    return last;
  }

  /**
   * Writes rows, each made when it is its turn.
   *
   * @param partition that all of them lie in
   */
  <T> List<DataFile> rows(StructLike partition, Iterable<T> all, Function<T, Record> form) {
    List<DataFile> files = new ArrayList<>();
    java.util.Iterator<T> rest = all.iterator();
    try {
      while (rest.hasNext()) {
        files.add(file(partition, rest, form));
      }
      return files;
    } catch (IOException e) {
      throw HadoopFailures.of(table.name() + ", writing rows", e);
    }
  }

  private <T> DataFile file(
      StructLike partition, java.util.Iterator<T> rest, Function<T, Record> form)
      throws IOException {
    DataWriter<Record> writer =
        Parquet.writeData(output(partition))
            .forTable(table)
            .withPartition(partition)
            .createWriterFunc(GenericParquetWriter::create)
            .build();
    try (writer) {
      while (rest.hasNext() && writer.length() < FULL_BYTES) {
        writer.write(form.apply(rest.next()));
      }
    }
    return writer.toDataFile();
  }

  /** Deletes that act on every row with one of these values. */
  DeleteFile deletes(String column, Collection<?> values) {
    Schema only = schema.select(column);
    EqualityDeleteWriter<Record> writer = deleteWriter(only);
    try (writer) {
      for (Object value : values) {
        Record row = GenericRecord.create(only);
        row.set(0, value);
        writer.write(row);
      }
    } catch (IOException e) {
      throw HadoopFailures.of(table.name() + ", writing deletes", e);
    }
    return writer.toDeleteFile();
  }

  private EqualityDeleteWriter<Record> deleteWriter(Schema only) {
    try {
      return Parquet.writeDeletes(output(new PartitionKey(table.spec(), schema)))
          .forTable(table)
          .rowSchema(only)
          .equalityFieldIds(only.columns().get(0).fieldId())
          .createWriterFunc(GenericParquetWriter::create)
          .buildEqualityWriter();
    } catch (IOException e) {
      throw HadoopFailures.of(table.name() + ", writing deletes", e);
    }
  }

  private OutputFile output(StructLike partition) {
    String name = FileFormat.PARQUET.addExtension(UUID.randomUUID().toString());
    String place =
        table.spec().isPartitioned()
            ? table.locationProvider().newDataLocation(table.spec(), partition, name)
            : table.locationProvider().newDataLocation(name);
    return table.io().newOutputFile(place);
  }

  /** Deletes files that were not committed. */
  static void forget(BaseTable table, List<Step> steps) {
    steps.stream().flatMap(step -> step.locations().stream()).forEach(table.io()::deleteFile);
  }
}
