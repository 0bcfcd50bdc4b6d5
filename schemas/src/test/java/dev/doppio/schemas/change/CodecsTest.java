package dev.doppio.schemas.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.document.DocumentCodec;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.RandomRows;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.partition.Placement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class CodecsTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");
  private static final Instant BEFORE_1970 = Instant.parse("1969-12-31T23:59:59.999999Z");

  private final RandomRows random = new RandomRows(RandomRows.seed());
  private final ChangeCodec changes = new ChangeCodec();
  private final ControlCodec controls = new ControlCodec();

  @Test
  void changesOfEveryOperationReadBack() {
    TableVersion table = random.table();
    for (Operation operation : Operation.values()) {
      DocumentChange change = change(operation, table);
      byte[] value = changes.encode(change);
      assertThat(changes.decode(change.key().bytes(), value, only(table))).isEqualTo(change);
    }
  }

  @Test
  void theEnvelopeIsReadByStockAvro() throws IOException {
    TableVersion table = random.table();
    DocumentChange change = change(Operation.UPDATE, table);
    GenericRecord read = stock(changes.encode(change), LogSchemas.CHANGE);
    assertThat(read.get("operation")).hasToString("UPDATE");
    assertThat(read.get("database")).hasToString("shop");
    assertThat(read.get("table")).hasToString("every-type");
    assertThat(read.get("sourceTime")).isEqualTo(1767323045678901L);
    assertThat(read.get("after"))
        .isEqualTo(ByteBuffer.wrap(new DocumentCodec().encode(change.after().orElseThrow())));
    assertThat(read.get("before"))
        .isEqualTo(ByteBuffer.wrap(new DocumentCodec().encode(change.before().orElseThrow())));
  }

  @Test
  void anUnknownSchemaIsToldByItsFingerprint() {
    TableVersion table = random.table();
    DocumentChange change = change(Operation.INSERT, table);
    byte[] value = changes.encode(change);
    assertThatThrownBy(() -> changes.decode(change.key().bytes(), value, f -> Optional.empty()))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.SCHEMA_UNKNOWN))
        .hasMessageContaining(table.fingerprint().toString());
  }

  @Test
  void brokenChangesAreCorrupt() {
    TableVersion table = random.table();
    DocumentChange change = change(Operation.DELETE, table);
    byte[] value = changes.encode(change);
    for (int cut = 0; cut < value.length; cut++) {
      assertCorrupt(change.key(), Arrays.copyOf(value, cut), table);
    }
    byte[] other = value.clone();
    other[5] ^= 1;
    assertCorrupt(change.key(), other, table);
  }

  @Test
  void aDocumentOfAnotherTableIsCorrupt() {
    TableVersion table = random.table();
    Row row = random.row(table);
    DocumentChange change =
        new DocumentChange(
            DocumentKey.of(row),
            Operation.INSERT,
            new TableName("shop", "other"),
            TIME,
            Optional.of(row),
            Optional.empty());
    assertCorrupt(change.key(), changes.encode(change), table);
  }

  private void assertCorrupt(DocumentKey key, byte[] value, TableVersion table) {
    assertThatThrownBy(() -> changes.decode(key.bytes(), value, only(table)))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_CORRUPT));
  }

  @Test
  void controlRecordsReadBackByUsAndByStockAvro() throws IOException {
    List<ControlRecord> records = records();
    for (ControlRecord record : records) {
      byte[] value = controls.encode(record);
      assertThat(controls.decode(record.kind(), value)).isEqualTo(record);
      assertThat(stock(value, schema(record))).isNotNull();
      for (int cut = 0; cut < value.length; cut++) {
        byte[] broken = Arrays.copyOf(value, cut);
        assertThatThrownBy(() -> controls.decode(record.kind(), broken))
            .isInstanceOf(DoppioException.class);
      }
    }
    assertThat(new String(controls.key(records.get(3)))).isEqualTo("!schema-change");
  }

  private static List<ControlRecord> records() {
    return List.of(
        new ControlRecord.Opening(new LogId(new UUID(7, 8)), 16, Optional.empty()),
        new ControlRecord.Opening(
            new LogId(new UUID(7, 8)), 16, Optional.of(new Scn(1023, 1L << 40))),
        new ControlRecord.Heartbeat(BEFORE_1970),
        new ControlRecord.SchemaChange(
            "3e11fa47-71ca-11e1-9e33-c80aa9429562:23",
            new TableName("shop", "member"),
            Optional.empty(),
            Optional.of(new Fingerprint(-1)),
            "CREATE TABLE member (id INT PRIMARY KEY)",
            TIME),
        new ControlRecord.SchemaChange(
            "3e11fa47-71ca-11e1-9e33-c80aa9429562:24",
            new TableName("shop", "member"),
            Optional.of(new Fingerprint(-1)),
            Optional.of(new Fingerprint(2)),
            "ALTER TABLE member ADD a INT DEFAULT 7, ADD b TEXT DEFAULT ('it''s')",
            TIME,
            List.of(new ColumnFill("a", "7"), new ColumnFill("b", "'it''s'"))),
        new ControlRecord.Truncation(
            "3e11fa47-71ca-11e1-9e33-c80aa9429562:25",
            new TableName("shop", "member"),
            new Fingerprint(2),
            new Placement(List.of("id"), List.of(0, 3, 7)),
            "TRUNCATE TABLE member",
            TIME),
        new ControlRecord.Truncation(
            "3e11fa47-71ca-11e1-9e33-c80aa9429562:26",
            new TableName("shop", "member"),
            new Fingerprint(2),
            new Placement(List.of(), List.of(3)),
            "TRUNCATE TABLE member",
            TIME),
        new ControlRecord.Mark("snapshot-begin", ""));
  }

  @Test
  void aFillIsALiteralThatMeansTheSameEverywhere() {
    for (String literal : List.of("7", "-1.5e3", ".5", "''", "'it''s'", "x'0aFF'", "b'01'")) {
      assertThat(new ColumnFill("a", literal).literal()).isEqualTo(literal);
    }
    for (String other : List.of("", "NOW()", "'a\\'", "'a'b'", "x'0'", "7 7", "0); DROP")) {
      assertThatThrownBy(() -> new ColumnFill("a", other)).as(other).hasMessageContaining("a");
    }
  }

  @Test
  void aControlRecordOfAnotherKindIsCorrupt() {
    byte[] mark = controls.encode(new ControlRecord.Mark("a", "b"));
    assertThatThrownBy(() -> controls.decode(RunKind.OPENING, mark))
        .isInstanceOf(DoppioException.class)
        .hasMessageContaining("!opening");
  }

  private static Schema schema(ControlRecord record) {
    return switch (record.kind()) {
      case OPENING -> LogSchemas.OPENING;
      case HEARTBEAT -> LogSchemas.HEARTBEAT;
      case SCHEMA_CHANGE ->
          ((ControlRecord.SchemaChange) record).fills().isEmpty()
              ? LogSchemas.SCHEMA_CHANGE
              : LogSchemas.FILLED_SCHEMA_CHANGE;
      case TRUNCATION -> LogSchemas.TRUNCATION;
      case MARK -> LogSchemas.MARK;
      case TRANSACTION, SNAPSHOT -> LogSchemas.CHANGE;
    };
  }

  /** Reads to the last byte, or the value is not of the schema. */
  private static GenericRecord stock(byte[] value, Schema schema) throws IOException {
    assertThat(ByteBuffer.wrap(value).order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong(2))
        .isEqualTo(LogSchemas.fingerprint(schema).value());
    var in = DecoderFactory.get().binaryDecoder(value, 10, value.length - 10, null);
    GenericRecord record = new GenericDatumReader<GenericRecord>(schema).read(null, in);
    assertThat(in.isEnd()).isTrue();
    return record;
  }

  private DocumentChange change(Operation operation, TableVersion table) {
    Row row = random.row(table);
    return new DocumentChange(
        DocumentKey.of(row),
        operation,
        table.name(),
        TIME,
        operation.hasAfter() ? Optional.of(row) : Optional.empty(),
        operation.hasBefore() ? Optional.of(random.row(table)) : Optional.empty());
  }

  private static SchemaLookup only(TableVersion table) {
    return fingerprint ->
        fingerprint.equals(table.fingerprint()) ? Optional.of(table) : Optional.empty();
  }
}
