package dev.doppio.applier.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A value of every type, read by Iceberg's generic reader and by Parquet's own for Avro. */
final class ReadByOthersTest {
  @TempDir Path folder;

  private static Column column(
      String name, MySqlType type, int length, int scale, boolean unsigned) {
    Optional<String> collation =
        type.isText() ? Optional.of("utf8mb4_0900_ai_ci") : Optional.empty();
    List<String> members =
        type == MySqlType.ENUM || type == MySqlType.SET ? List.of("a", "b") : List.of();
    return new Column(
        name, new ColumnType(type, length, scale, unsigned, collation, members), true, false);
  }

  private static Column column(MySqlType type) {
    return column(type.name().toLowerCase(java.util.Locale.ROOT), type, 0, 0, false);
  }

  private static final List<Column> COLUMNS =
      List.of(
          new Column("id", ColumnType.of(MySqlType.INT), false, false),
          column(MySqlType.TINYINT),
          column("iu", MySqlType.INT, 0, 0, true),
          column(MySqlType.BIGINT),
          column("bu", MySqlType.BIGINT, 0, 0, true),
          column("d38", MySqlType.DECIMAL, 38, 10, false),
          column("d39", MySqlType.DECIMAL, 39, 10, false),
          column(MySqlType.FLOAT),
          column(MySqlType.DOUBLE),
          column("bits", MySqlType.BIT, 9, 0, false),
          column(MySqlType.YEAR),
          column(MySqlType.DATE),
          column("tm", MySqlType.TIME, 6, 0, false),
          column("dt", MySqlType.DATETIME, 6, 0, false),
          column("ts", MySqlType.TIMESTAMP, 6, 0, false),
          column(MySqlType.TEXT),
          column(MySqlType.ENUM),
          column(MySqlType.SET),
          column(MySqlType.BLOB),
          column(MySqlType.JSON),
          column(MySqlType.POINT),
          column("_file", MySqlType.INT, 0, 0, false));

  private static final Object[] VALUES = {
    1L,
    -128L,
    4_294_967_295L,
    Long.MIN_VALUE,
    new MySqlLiteral("18446744073709551615"),
    new BigDecimal("9999999999999999999999999999.9999999999"),
    new BigDecimal("-99999999999999999999999999999.9999999999"),
    0.1f,
    Double.MIN_VALUE,
    new byte[] {1, (byte) 0xff},
    2155L,
    -719_162L,
    -3_020_399_000_000L,
    253_402_300_799_999_999L,
    1_500_000L,
    "gr\u00fcn \ud83d\ude00",
    new MySqlLiteral("0"),
    "a,b",
    new byte[] {0, -1},
    new JsonValue("{\"k\": [1, 2.50]}", Optional.empty()),
    new byte[] {1, 2, 3},
    42L
  };

  private static Row row() {
    TableVersion table = new TableVersion(new TableName("shop", "every type"), COLUMNS, List.of(0));
    return new Row(table, VALUES);
  }

  private void write() {
    Row row = row();
    DocumentChange change =
        new DocumentChange(
            DocumentKey.of(row),
            Operation.INSERT,
            row.table().name(),
            dev.doppio.logreader.Notes.SOURCE_TIME,
            Optional.of(row),
            Optional.empty());
    try (HadoopTarget target = HadoopTarget.connect(Shop.config(folder), Clock.systemUTC())) {
      TargetPartition part = target.open(Shop.PARTITION);
      Shop.commit(part, Shop.PARTITION, 1, change);
    }
  }

  @Test
  void whatIsReadToBeComparedIsWhatTheRowHas() {
    write();
    List<LoadedDocuments.Document> found = new ArrayList<>();
    try (LoadedDocuments documents = new LoadedDocuments(Shop.config(folder), "shop")) {
      documents.pin(row().table().name(), List.of(Shop.PARTITION)).documents(found::add);
    }
    assertThat(found)
        .extracting(LoadedDocuments.Document::fields)
        .containsExactly(LoadedDocuments.fields(row()));
    assertThat(found.get(0).fields()).hasSameSizeAs(COLUMNS);
  }

  @Test
  void icebergsGenericReaderHasEveryValue() {
    write();
    for (String table : List.of("every%20type", "every%20type_changes")) {
      List<Record> rows = PlainTables.rows(folder, "shop." + table);
      assertThat(rows).hasSize(1);
      Record row = rows.get(0);
      List<Object> values = new ArrayList<>();
      COLUMNS.forEach(
          column ->
              values.add(row.getField(column.name().equals("_file") ? "__file" : column.name())));
      assertThat(values)
          .containsExactly(
              1,
              -128,
              4_294_967_295L,
              Long.MIN_VALUE,
              new BigDecimal("18446744073709551615"),
              new BigDecimal("9999999999999999999999999999.9999999999"),
              "-99999999999999999999999999999.9999999999",
              0.1f,
              Double.MIN_VALUE,
              ByteBuffer.wrap(new byte[] {1, (byte) 0xff}),
              2155,
              LocalDate.of(1, 1, 1),
              -3_020_399_000_000L,
              LocalDateTime.parse("9999-12-31T23:59:59.999999"),
              OffsetDateTime.parse("1970-01-01T00:00:01.500Z"),
              "gr\u00fcn \ud83d\ude00",
              "0",
              "a,b",
              ByteBuffer.wrap(new byte[] {0, -1}),
              "{\"k\": [1, 2.50]}",
              ByteBuffer.wrap(new byte[] {1, 2, 3}),
              42);
    }
  }

  @Test
  void parquetsReaderForAvroReadsTheFiles() throws IOException {
    write();
    Table table = PlainTables.table(folder, "shop.every%20type_changes").orElseThrow();
    int rows = 0;
    try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
      for (FileScanTask task : files) {
        rows += read(task.file());
      }
    }
    assertThat(rows).isEqualTo(1);
  }

  private static int read(DataFile file) throws IOException {
    int rows = 0;
    HadoopInputFile input =
        HadoopInputFile.fromPath(
            new org.apache.hadoop.fs.Path(file.location()), new Configuration());
    try (ParquetReader<GenericRecord> reader =
        AvroParquetReader.<GenericRecord>builder(input).build()) {
      for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
        assertThat(row.get("_operation").toString()).isEqualTo("INSERT");
        assertThat(row.get("_sequence")).isEqualTo(1L);
        assertThat(row.get("id")).isEqualTo(1);
        assertThat(row.get("iu")).isEqualTo(4_294_967_295L);
        assertThat(row.get("text").toString()).isEqualTo("gr\u00fcn \ud83d\ude00");
        assertThat(row.get("dt")).isEqualTo(LocalDateTime.parse("9999-12-31T23:59:59.999999"));
        assertThat(row.get("tm")).isEqualTo(-3_020_399_000_000L);
        rows++;
      }
    }
    return rows;
  }
}
