package dev.doppio.schemas.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.change.ChangeCodec;
import dev.doppio.schemas.change.ControlCodec;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.LogSchemas;
import dev.doppio.schemas.document.DocumentCodec;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.mastership.LedgerCodec;
import dev.doppio.schemas.mastership.LedgerEntry;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.source.CaptureScope;
import dev.doppio.schemas.source.DdlIntent;
import dev.doppio.schemas.source.LastTransaction;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.NodePositionCodec;
import dev.doppio.schemas.source.SourcePosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Keys and values of every record, schemas, positions. Read back with the golden schemas alone. */
class ValuesGoldenTest {
  private static final PartitionId PARTITION = new PartitionId("shop", 12);
  private final ChangeCodec changes = new ChangeCodec();
  private final ControlCodec controls = new ControlCodec();
  private final DocumentCodec documents = new DocumentCodec();
  private final NodePositionCodec positions = new NodePositionCodec();
  private final LedgerCodec ledgerCodec = new LedgerCodec();

  private GoldenFile schemaFile() {
    GoldenFile file =
        new GoldenFile("schemas.txt", "Fingerprint and schema, as in the schema topic.");
    LogSchemas.all()
        .forEach(schema -> file.text(LogSchemas.fingerprint(schema).toString(), schema.toString()));
    for (TableVersion table : new TableVersion[] {Samples.LETTER, Samples.EVERY_TYPE}) {
      file.text(table.fingerprint().toString(), table.avro().toString());
    }
    return file;
  }

  private GoldenFile documentFile() {
    GoldenFile file = new GoldenFile("documents.txt", "Documents of shop.every-type.");
    Samples.rows()
        .forEach(
            (name, row) -> {
              describe(row, file);
              file.bytes(name, documents.encode(row));
            });
    Row greatest = Samples.rows().get("greatest");
    return file.comment("the key columns of 'greatest'")
        .bytes("key only", documents.encodeKey(greatest));
  }

  private static void describe(Row row, GoldenFile file) {
    for (int i = 0; i < row.values().length; i++) {
      Object value = row.values()[i];
      String column = row.table().columns().get(i).name();
      if (value != null) {
        file.comment("  " + column + " " + readable(value));
      }
    }
  }

  private static String readable(Object value) {
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    return value instanceof JsonValue json ? json.text() : value.toString();
  }

  private GoldenFile changeFile() {
    GoldenFile file = new GoldenFile("changes.txt", "Key and value of document changes.");
    Samples.changes()
        .forEach(
            (name, change) ->
                file.text("key of " + name, change.key().path())
                    .bytes(name, changes.encode(change)));
    return file;
  }

  private GoldenFile controlFile() {
    GoldenFile file = new GoldenFile("controls.txt", "Key and value of control records.");
    Samples.controls()
        .forEach(
            (name, record) ->
                file.comment(record.toString())
                    .text("key of " + name, new String(controls.key(record)))
                    .bytes(name, controls.encode(record)));
    return file;
  }

  private static NodePosition position(
      Optional<LastTransaction> last, Optional<Instant> prepared, List<DdlIntent> intents) {
    return new NodePosition(
        new SourcePosition(
            GtidSet.parse(Samples.SERVER + ":1-7:9-10"),
            new CaptureScope(
                Map.of("shop", PartitionMode.HASH, "mailbox", PartitionMode.SCHEMA),
                List.of("shop.*", "mailbox_*.mail"),
                List.of("shop.tmp_*")),
            last,
            prepared,
            intents,
            "binlog.000003",
            1234),
        4711,
        Map.of("shop", Samples.LOG),
        Map.of(
            new PartitionId("shop", 2), new Scn(3, 101),
            new PartitionId("shop", 10), new Scn(1, 0)),
        Map.of("shop", List.of(2, 10, 11)));
  }

  private static NodePosition bare() {
    return position(Optional.empty(), Optional.empty(), List.of());
  }

  private static NodePosition full() {
    LastTransaction last =
        new LastTransaction(
            new Gtid(Samples.SERVER, 10),
            Instant.parse("2026-01-02T03:04:05.678901Z"),
            OptionalLong.of(870),
            Samples.SERVER);
    DdlIntent intent = new DdlIntent(5, Samples.SERVER + ":4", 4_294_967_295L, "0a1b2c3d");
    Instant prepared = Instant.parse("2026-01-02T03:00:00Z");
    return position(Optional.of(last), Optional.of(prepared), List.of(intent));
  }

  private GoldenFile positionFile() {
    return new GoldenFile("positions-2.txt", "Value of doppio.positions.<node>, format 2.")
        .text("bare", new String(positions.encode(bare()), StandardCharsets.UTF_8))
        .text("full", new String(positions.encode(full()), StandardCharsets.UTF_8));
  }

  private static Map<String, LedgerEntry> ledger() {
    LedgerEntry.Candidate owner =
        new LedgerEntry.Candidate(new Origin("dc1", "node-1"), "doppio-dc1-node-1", "a process");
    LedgerEntry.Candidate next =
        new LedgerEntry.Candidate(new Origin("dc1", "node-2"), "doppio-dc1-node-2", "another");
    Instant since = Instant.parse("2026-01-02T03:04:05.678Z");
    LedgerEntry first = LedgerEntry.of(Generation.first(), owner, since);
    Map<String, LedgerEntry> entries = new LinkedHashMap<>();
    entries.put("owned", first);
    entries.put("released", first.released("an operator", since));
    entries.put("taken", first.takenBy(next, first.generation().afterLostDatacenter(), since));
    return entries;
  }

  private GoldenFile ledgerFile() {
    GoldenFile file = new GoldenFile("ledger.txt", "Key and values of doppio.mastership.");
    file.text("key", new String(ledgerCodec.key(PARTITION), StandardCharsets.UTF_8));
    ledger()
        .forEach(
            (name, entry) ->
                file.text(name, new String(ledgerCodec.encode(entry), StandardCharsets.UTF_8)));
    return file;
  }

  @Test
  void theLedgerKeepsItsText() {
    ledgerFile().check();
  }

  @Test
  void theLedgerIsReadBackFromItsText() {
    Map<String, byte[]> golden = ledgerFile().read();
    assertThat(ledgerCodec.decodeKey(golden.remove("key"))).isEqualTo(PARTITION);
    Map<String, LedgerEntry> read = new LinkedHashMap<>();
    golden.forEach((name, json) -> read.put(name, ledgerCodec.decode(PARTITION, json)));
    assertThat(read).isEqualTo(ledger());
  }

  @Test
  void schemasKeepTheirTextAndFingerprint() {
    schemaFile().check();
  }

  @Test
  void thePublishedContractNamesTheFixedSchemasByTheirFingerprints() throws IOException {
    String contract = Files.readString(Path.of("..", "docs", "log-contract.md"));
    LogSchemas.all()
        .forEach(
            schema ->
                assertThat(contract)
                    .contains(
                        "`"
                            + schema.getName()
                            + ".avsc` | `"
                            + LogSchemas.fingerprint(schema)
                            + "`"));
  }

  @Test
  void documentsKeepTheirBytes() {
    documentFile().check();
  }

  @Test
  void changesKeepTheirBytes() {
    changeFile().check();
  }

  @Test
  void controlRecordsKeepTheirBytes() {
    controlFile().check();
  }

  @Test
  void positionsKeepTheirText() {
    positionFile().check();
  }

  /** Table versions as a reader has them: from the schema topic's text. */
  private Map<Fingerprint, TableVersion> tables() {
    Map<Fingerprint, TableVersion> tables = new HashMap<>();
    schemaFile()
        .read()
        .forEach(
            (fingerprint, json) -> {
              Schema schema = new Schema.Parser().parse(new String(json, StandardCharsets.UTF_8));
              assertThat(LogSchemas.fingerprint(schema)).hasToString(fingerprint);
              if (schema.getNamespace().startsWith("doppio.")) {
                tables.put(Fingerprint.parse(fingerprint), TableVersion.fromAvro(schema));
              }
            });
    return tables;
  }

  @Test
  void documentsAreReadBackFromTheirBytes() {
    Map<Fingerprint, TableVersion> tables = tables();
    Map<String, byte[]> golden = documentFile().read();
    Samples.rows()
        .forEach(
            (name, row) -> {
              byte[] bytes = golden.get(name);
              Row read = documents.decode(bytes, tables.get(DocumentCodec.fingerprint(bytes)));
              assertThat(read).as(name).isEqualTo(row);
              assertThat(documents.encode(read)).as(name).isEqualTo(bytes);
            });
  }

  @Test
  void changesAreReadBackFromTheirBytes() {
    Map<Fingerprint, TableVersion> tables = tables();
    Map<String, byte[]> golden = changeFile().read();
    Samples.changes()
        .forEach(
            (name, change) -> {
              byte[] key = golden.get("key of " + name);
              DocumentChange read =
                  changes.decode(key, golden.get(name), f -> Optional.ofNullable(tables.get(f)));
              assertThat(read).as(name).isEqualTo(change);
              assertThat(changes.encode(read)).as(name).isEqualTo(golden.get(name));
              assertThat(DocumentKey.of(read.after().or(read::before).orElseThrow()).bytes())
                  .isEqualTo(key);
            });
  }

  @Test
  void controlRecordsAreReadBackFromTheirBytes() {
    Map<String, byte[]> golden = controlFile().read();
    Samples.controls()
        .forEach(
            (name, record) -> {
              ControlRecord read = controls.decode(record.kind(), golden.get(name));
              assertThat(read).as(name).isEqualTo(record);
              assertThat(controls.encode(read)).as(name).isEqualTo(golden.get(name));
              assertThat(controls.key(read)).isEqualTo(golden.get("key of " + name));
            });
  }

  @Test
  void positionsAreReadBackFromTheirText() {
    Map<String, byte[]> golden = positionFile().read();
    assertThat(positions.decode(golden.get("bare"))).isEqualTo(bare());
    assertThat(positions.decode(golden.get("full"))).isEqualTo(full());
    golden.forEach(
        (name, json) -> assertThat(positions.encode(positions.decode(json))).isEqualTo(json));
  }

  @Test
  void positionsOfTheFirstFormatAreStillRead() {
    byte[] json = new GoldenFile("positions.txt").read().get("position");
    assertThat(positions.decode(json)).isEqualTo(bare());
  }
}
