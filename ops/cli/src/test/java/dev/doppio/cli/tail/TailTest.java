package dev.doppio.cli.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.Reach;
import dev.doppio.logreader.Run;
import dev.doppio.logreader.StartPlace;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class TailTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000006Z");
  private static final PartitionId PARTITION = new PartitionId("shop", 3);
  private static final TableName NAME = new TableName("shop", "doc");
  private static final String GTID = "00000000-0000-0000-0000-000000000001:7";

  private static final ColumnType TEXT =
      new ColumnType(MySqlType.VARCHAR, 20, 0, false, Optional.of("utf8mb4_0900_ai_ci"), List.of());
  private static final TableVersion TABLE =
      new TableVersion(
          NAME,
          List.of(
              new Column("id", ColumnType.of(MySqlType.INT), false, false),
              new Column("v", TEXT, true, false),
              new Column(
                  "price",
                  new ColumnType(MySqlType.DECIMAL, 5, 2, false, Optional.empty(), List.of()),
                  true,
                  false),
              new Column("day", ColumnType.of(MySqlType.DATE), true, false),
              new Column("blob", ColumnType.of(MySqlType.BLOB), true, false),
              new Column("json", ColumnType.of(MySqlType.JSON), true, false),
              new Column("twice", ColumnType.of(MySqlType.INT), true, true)),
          List.of(0));

  private final List<String> lines = new ArrayList<>();

  private static Row row(long id, String text) {
    return new Row(
        TABLE,
        new Object[] {
          id,
          text,
          new BigDecimal("1.50"),
          new MySqlLiteral("0000-00-00"),
          new byte[] {0, (byte) 0xFF},
          new JsonValue("{\"b\": 1.0, \"a\": []}", Optional.empty()),
          null
        });
  }

  private static Row key(long id) {
    return new Row(TABLE, new Object[] {id, null, null, null, null, null, null});
  }

  private static DocumentChange change(
      Operation operation, Optional<Row> after, Optional<Row> before) {
    DocumentKey key = DocumentKey.of(after.or(() -> before).orElseThrow());
    return new DocumentChange(key, operation, NAME, TIME, after, before);
  }

  private static DocumentChange insert(long id) {
    return change(Operation.INSERT, Optional.of(row(id, "it's\n\"x\"")), Optional.empty());
  }

  private static DocumentChange delete(long id) {
    return change(Operation.DELETE, Optional.empty(), Optional.of(key(id)));
  }

  private static Run run(String scn, OptionalInt partitions) {
    return new Run(
        Scn.parse(scn),
        new Origin("dc1", "n1"),
        Optional.of(Gtid.parse(GTID)),
        9,
        TIME,
        partitions);
  }

  private static Run whole(String scn) {
    return run(scn, OptionalInt.of(2));
  }

  private static Checkpoint at(String scn) {
    return new Checkpoint(new LogId(new UUID(0, 1)), "dc1", PARTITION, Scn.parse(scn), 1);
  }

  private static void bring(TargetPartition page, String scn, DocumentChange... changes) {
    page.begin();
    page.rows(whole(scn), List.of(changes));
    page.commit(at(scn));
  }

  @Test
  void aRunIsALineWithItsPlaceAndALineForEachChange() {
    Printer printer = new Printer(new TextForm(), lines::add, 9);
    DocumentChange update =
        change(Operation.UPDATE, Optional.of(row(1, null)), Optional.of(key(1)));

    bring(printer.open(PARTITION), "1:17", insert(1), update, delete(1));

    assertThat(lines)
        .containsExactly(
            "shop/3  1:17  2026-01-02T03:04:05.000006Z  dc1/n1  " + GTID,
            "  INSERT shop.doc doc/1 {\"id\":1,\"v\":\"it's\\n\\\"x\\\"\",\"price\":\"1.50\","
                + "\"day\":\"0000-00-00\",\"blob\":\"0x00ff\",\"json\":{\"b\": 1.0, \"a\": []}}",
            "  UPDATE shop.doc doc/1 {\"id\":1,\"v\":null,\"price\":\"1.50\","
                + "\"day\":\"0000-00-00\",\"blob\":\"0x00ff\",\"json\":{\"b\": 1.0, \"a\": []}}"
                + " was {\"id\":1}",
            "  DELETE shop.doc doc/1 {\"id\":1}");
  }

  @Test
  void inJsonEachChangeIsAnObjectAndTheLastOfARunSaysSo() {
    Printer printer = new Printer(new JsonForm(), lines::add, 9);

    bring(printer.open(PARTITION), "1:17", delete(1), delete(2));

    String place =
        "{\"database\":\"shop\",\"partition\":3,\"scn\":\"1:17\",\"gtid\":\""
            + GTID
            + "\",\"origin\":\"dc1/n1\",\"sourceTime\":\"2026-01-02T03:04:05.000006Z\","
            + "\"operation\":\"DELETE\",\"table\":\"shop.doc\",\"key\":";
    assertThat(lines)
        .containsExactly(
            place + "\"doc/1\",\"before\":{\"id\":1}}",
            place + "\"doc/2\",\"before\":{\"id\":2},\"end\":true,\"partitions\":2}");
  }

  @Test
  void whatIsNotCommittedIsNotPrinted() {
    Printer printer = new Printer(new TextForm(), lines::add, 9);
    TargetPartition page = printer.open(PARTITION);
    page.begin();
    page.rows(run("1:17", OptionalInt.empty()), List.of(insert(1)));
    page.abort();
    page.begin();
    page.commit(at("1:18"));

    assertThat(lines).isEmpty();
    assertThat(printer.isDone()).isFalse();
  }

  @Test
  void aRunTooLargeToBeHeldIsPrintedAsItComesUnderOneLine() {
    Printer printer = new Printer(new TextForm(), lines::add, 9);
    TargetPartition page = printer.open(PARTITION);
    page.begin();
    for (int i = 0; i < 10_001; i++) {
      page.rows(run("1:17", OptionalInt.empty()), List.of(delete(i)));
    }
    assertThat(lines).hasSize(10_002);
    page.rows(whole("1:17"), List.of(delete(-1)));
    page.commit(at("1:17"));

    assertThat(lines).hasSize(10_003);
    assertThat(lines.stream().filter(line -> line.startsWith("shop/3"))).hasSize(1);
  }

  @Test
  void afterAsManyRunsAsWereAskedForNothingFollows() {
    Printer printer = new Printer(new TextForm(), lines::add, 1);
    TargetPartition page = printer.open(PARTITION);
    bring(page, "1:17", delete(1));
    bring(page, "1:18", delete(2));

    assertThat(printer.isDone()).isTrue();
    assertThat(lines).hasSize(2);
  }

  @Test
  void aSchemaChangeStandsAtItsOwnRunOnOneLine() {
    ControlRecord.SchemaChange change =
        new ControlRecord.SchemaChange(
            GTID,
            NAME,
            Optional.of(new Fingerprint(1)),
            Optional.empty(),
            "DROP\n  TABLE doc",
            TIME);
    for (Form form : List.of(new TextForm(), new JsonForm())) {
      TargetPartition page = new Printer(form, lines::add, 9).open(PARTITION);
      page.schemaChanged(change, Optional.empty(), Optional.empty(), Reach.WHOLE_TABLE);
      page.begin();
      page.commit(at("1:18"));
    }

    assertThat(lines)
        .containsExactly(
            "shop/3  1:18  2026-01-02T03:04:05.000006Z  " + GTID,
            "  SCHEMA shop.doc 0000000000000001 -> none  DROP TABLE doc",
            "{\"database\":\"shop\",\"partition\":3,\"scn\":\"1:18\","
                + "\"sourceTime\":\"2026-01-02T03:04:05.000006Z\",\"operation\":\"SCHEMA\","
                + "\"table\":\"shop.doc\",\"ddlId\":\""
                + GTID
                + "\",\"before\":\"0000000000000001\",\"after\":null,"
                + "\"statement\":\"DROP\\n  TABLE doc\"}");
  }

  @Test
  void placesAreReadAsTheyAreWrittenAndOthersRefused() {
    assertThat(From.parse("begin").kind()).isEqualTo(From.Kind.BEGIN);
    assertThat(From.parse("end").kind()).isEqualTo(From.Kind.END);
    assertThat(From.parse("offset:4711").place()).isEqualTo(new StartPlace.AtOffset(4711));
    assertThat(From.parse("scn:3:101").place()).isEqualTo(new StartPlace.AtScn(new Scn(3, 101)));
    assertThat(From.parse("time:2026-01-02T03:04:05.000006Z").place())
        .isEqualTo(new StartPlace.AtTime(TIME));
    for (String other :
        List.of("", "4711", "offset:", "offset:-1", "scn:3", "scn:0:1", "time:yesterday")) {
      assertThatThrownBy(() -> From.parse(other))
          .as(other)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("time:2026-01-02T03:04:05Z");
    }
  }
}
