package dev.doppio.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.capture.config.CaptureEngine;
import dev.doppio.capture.config.Overrides;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.local.mysql.MySqlSpec;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.servers.Servers;
import dev.doppio.workload.AllTypes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine does on a real MySQL. */
abstract class CaptureContract {
  private CapturedNode node;

  @BeforeEach
  void makeDatabase() throws Exception {
    node = new CapturedNode(Servers.source(), engine(), Servers.freshDatabase("captured"));
  }

  abstract CaptureEngine engine();

  @AfterEach
  void dropDatabase() throws Exception {
    node.execute("SET SESSION binlog_row_image = DEFAULT");
    node.close();
    await("the end of the threads of a closed source")
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(CaptureContract::isCapturing));
  }

  private static boolean isCapturing(Thread thread) {
    return thread.getName().matches("(?s).*(debezium|blc-|doppio-capture).*");
  }

  @Test
  void everyTypeReadsTheSameFromTheSnapshotAndFromTheBinlog() throws Exception {
    AllTypes.create(node.sql(), node.database);
    AllTypes.insert(node.sql(), node.database, 1);
    node.snapshot();
    List<Row> read = node.rows(Operation.READ);
    node.execute("DELETE FROM all_types");
    AllTypes.insert(node.sql(), node.database, 1);
    node.execute("SET GLOBAL binlog_row_metadata = MINIMAL");
    try {
      node.execute("DELETE FROM all_types");
      AllTypes.insert(node.sql(), node.database, 1);
    } finally {
      node.execute("SET GLOBAL binlog_row_metadata = FULL");
    }
    node.catchUp();
    assertThat(read).hasSize(5);
    assertThat(node.rows(Operation.DELETE).subList(0, 5)).containsExactlyElementsOf(read);
    assertThat(node.rows(Operation.INSERT).subList(0, 5)).containsExactlyElementsOf(read);
    assertThat(node.rows(Operation.DELETE).subList(5, 10)).containsExactlyElementsOf(read);
    assertThat(node.rows(Operation.INSERT).subList(5, 10)).containsExactlyElementsOf(read);
  }

  @Test
  void rowsBehindAndBeforeAStatementReadWithTheStructureOfTheirPlaceAcrossARestart()
      throws Exception {
    node.execute("CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(10), e ENUM('x','y'))");
    node.execute("INSERT INTO t VALUES (1, 'one', 'y')");
    SourcePosition start = node.snapshot();
    node.closeSource();
    for (String metadata : List.of("FULL", "MINIMAL")) {
      node.execute("SET GLOBAL binlog_row_metadata = " + metadata);
      node.execute("INSERT INTO t VALUES (2, 'two', 'x')");
      node.execute("ALTER TABLE t ADD COLUMN b INT AFTER id, MODIFY e ENUM('x','y','z')");
      node.execute("INSERT INTO t VALUES (3, 33, 'three', 'z')");
      node.execute("ALTER TABLE t DROP COLUMN a, RENAME COLUMN b TO c");
      node.execute("INSERT INTO t VALUES (4, 44, 'x')");
      node.open(Optional.of(start));
      node.catchUp();
      assertThat(node.rows(Operation.INSERT).stream().map(row -> List.of(row.values())))
          .containsExactly(
              List.of(2L, "two", "x"), List.of(3L, 33L, "three", "z"), List.of(4L, 44L, "x"));
      List<SourceEvent.SchemaChanged> changes = node.all(SourceEvent.SchemaChanged.class);
      assertThat(changes).hasSize(2);
      List<Row> rows = node.rows(Operation.INSERT);
      assertThat(changes.get(0).before()).contains(rows.get(0).table());
      assertThat(changes.get(0).after()).contains(rows.get(1).table());
      assertThat(changes.get(1).before()).contains(rows.get(1).table());
      assertThat(changes.get(1).after()).contains(rows.get(2).table());
      SourcePosition between = changes.get(0).position();
      node.closeSource();

      node.open(Optional.of(between));
      node.catchUp();
      assertThat(node.rows(Operation.INSERT)).containsExactlyElementsOf(rows.subList(1, 3));
      node.execute("DELETE FROM t WHERE id > 1");
      node.execute("ALTER TABLE t ADD COLUMN a VARCHAR(10) AFTER id, DROP COLUMN c");
      node.execute("ALTER TABLE t MODIFY e ENUM('x','y','z')");
      node.catchUp();
      start = node.position().orElseThrow();
      node.closeSource();
    }
    node.execute("SET GLOBAL binlog_row_metadata = FULL");
  }

  @Test
  void aColumnThatIsMadeAnewAsGeneratedKeepsItsValuesInTheRowsBefore() throws Exception {
    node.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT)");
    SourcePosition start = node.snapshot();
    node.closeSource();
    node.execute("INSERT INTO t VALUES (1, 5)");
    node.execute("ALTER TABLE t DROP COLUMN a, ADD COLUMN a INT AS (id * 2)");
    node.open(Optional.of(start));
    assertThat(node.failure()).hasMessageContaining("ALTER TABLE t DROP COLUMN a");
    assertThat(node.rows(Operation.INSERT).get(0).values()).containsExactly(1L, 5L);
  }

  @Test
  void aStatementThatRemakesAColumnOrTheKeyStopsAndANameLikeAKeywordDoesNot() throws Exception {
    node.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT NOT NULL, w INT)");
    node.snapshot();
    node.execute("ALTER TABLE t ADD COLUMN engine VARCHAR(20)");
    node.catchUp();
    assertThat(node.all(SourceEvent.SchemaChanged.class)).hasSize(1);
    for (String clauses :
        List.of(
            "DROP COLUMN w, ADD COLUMN w INT AFTER v",
            "DROP COLUMN w, ADD COLUMN x INT DEFAULT (1 + 1) AFTER v",
            "ADD COLUMN n INT AUTO_INCREMENT, ADD KEY (n, id)",
            "DROP PRIMARY KEY, ADD PRIMARY KEY (v)")) {
      node.execute("ALTER TABLE t " + clauses);
      assertThat(node.failure()).as(clauses).hasMessageContaining(clauses);
      node.closeSource();
      node.open(Optional.of(node.now()));
    }
  }

  @Test
  void anInterruptedFirstSnapshotGoesOnAndTheStreamJoinsItWithoutHoleOrDouble() throws Exception {
    node.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(300))");
    node.execute("SET SESSION cte_max_recursion_depth = 100000");
    node.execute(
        "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <"
            + " 30000) SELECT i, REPEAT('v', 200) FROM n");
    node.open(Optional.empty());
    node.pollUntil(events -> node.all(SourceEvent.End.class).size() > 5);
    SourcePosition position = node.position().orElseThrow();
    int before = node.rows(Operation.READ).size();
    node.closeSource();
    node.execute("DELETE FROM t WHERE id > 29000", "INSERT INTO t VALUES (0, 'new')");

    node.open(Optional.of(position));
    node.pollUntil(events -> node.rows(Operation.READ).size() > 5_000);
    node.execute("UPDATE t SET v = 'changed' WHERE id IN (0, 28000)");
    node.readAll();
    node.catchUp();
    assertThat(node.rows(Operation.UPDATE)).hasSize(2);
    assertThat(node.rows(Operation.INSERT)).hasSize(1);
    assertThat(node.rows(Operation.DELETE)).hasSize(1_000);
    assertThat(node.rows(Operation.READ)).doesNotHaveDuplicates();
    assertThat(before + node.rows(Operation.READ).size()).isBetween(29_000, 30_000);
    assertThat(node.all(SourceEvent.End.class)).anyMatch(end -> end.snapshot().isPresent());
  }

  @Test
  void positionsKeepHolesAndAdvanceOverWhatIsNotCaptured() throws Exception {
    String other = UUID.randomUUID().toString();
    node.execute("CREATE TABLE t (id INT PRIMARY KEY)");
    SourcePosition start = node.snapshot();
    for (int number : List.of(1, 2, 5)) {
      node.execute(
          "SET gtid_next = '" + other + ":" + number + "'",
          "INSERT INTO t VALUES (" + number + ")",
          "SET gtid_next = AUTOMATIC");
    }
    node.catchUp();
    assertThat(node.position().orElseThrow().executed().toString()).contains(other + ":1-2:5");
    SourcePosition before = node.position().orElseThrow();
    node.execute(
        "CREATE DATABASE IF NOT EXISTS elsewhere",
        "CREATE TABLE IF NOT EXISTS elsewhere.t (g GEOMETRY)",
        "INSERT INTO elsewhere.t VALUES (POINT(1, 2))",
        "CREATE USER IF NOT EXISTS nobody",
        "DROP DATABASE elsewhere");
    node.catchUp();
    assertThat(node.rows(Operation.INSERT)).hasSize(3);
    SourcePosition after = node.position().orElseThrow();
    assertThat(after.executed().minus(before.executed()).size()).isEqualTo(5);
    node.closeSource();

    node.open(Optional.of(start));
    node.catchUp();
    assertThat(node.rows(Operation.INSERT)).hasSize(3);
    assertThat(node.position().orElseThrow().executed()).isEqualTo(after.executed());
  }

  @Test
  void anIdleSourceTellsItsOwnClock() throws Exception {
    node.execute("CREATE TABLE t (id INT PRIMARY KEY)");
    node.snapshot();
    Instant before = Instant.parse(node.ask("SELECT UTC_TIMESTAMP(6)").replace(' ', 'T') + "Z");
    node.events.clear();
    node.pollUntil(events -> node.all(SourceEvent.Idle.class).size() == 3);
    List<SourceEvent.Idle> idles = node.all(SourceEvent.Idle.class);
    assertThat(idles.get(0).sourceTime()).isAfter(before);
    Duration apart = Duration.between(idles.get(0).sourceTime(), idles.get(2).sourceTime());
    assertThat(apart).isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(20));
  }

  @Test
  void aTransactionThatBeginsWithACheckpointCameFromTheLogAndIsNotCaptured() throws Exception {
    node.execute(
        "CREATE DATABASE IF NOT EXISTS doppio",
        "CREATE TABLE IF NOT EXISTS doppio.captured_checkpoint (id INT PRIMARY KEY, n INT)",
        "CREATE TABLE t (id INT PRIMARY KEY)");
    node.snapshot();
    node.execute(
        "BEGIN",
        "REPLACE INTO doppio.captured_checkpoint VALUES (1, 1)",
        "INSERT INTO t VALUES (1)",
        "COMMIT",
        "BEGIN",
        "INSERT INTO t VALUES (2)",
        "REPLACE INTO doppio.captured_checkpoint VALUES (1, 2)",
        "COMMIT");
    node.catchUp();
    assertThat(node.rows(Operation.INSERT).stream().map(row -> row.values()[0]))
        .containsExactly(2L);
  }

  @Test
  void compressedTransactionsReadAsOthers() throws Exception {
    AllTypes.create(node.sql(), node.database);
    node.snapshot();
    AllTypes.insert(node.sql(), node.database, 1);
    node.execute("SET SESSION binlog_transaction_compression = ON", "DELETE FROM all_types");
    AllTypes.insert(node.sql(), node.database, 1);
    node.execute("SET SESSION binlog_transaction_compression = OFF");
    node.catchUp();
    List<Row> rows = node.rows(Operation.INSERT);
    assertThat(rows.subList(5, 10)).containsExactlyElementsOf(rows.subList(0, 5));
    assertThat(node.rows(Operation.DELETE)).containsExactlyElementsOf(rows.subList(0, 5));
  }

  @Test
  void statementsThatChangeDocumentsWithoutRowsStopUntilAnOperatorTakesThemOn() throws Exception {
    node.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)");
    SourcePosition start = node.snapshot();
    node.execute("ALTER TABLE t MODIFY v TINYINT", "INSERT INTO t VALUES (2, 2)");
    DoppioException stop = node.failure();
    assertThat(stop.kind()).isEqualTo(FailureKind.SOURCE_UNSUPPORTED);
    assertThat(stop).hasMessageContaining("ALTER TABLE t MODIFY v TINYINT");
    assertThat(node.rows(Operation.INSERT)).isEmpty();
    node.closeSource();

    String gtid = stop.getMessage().replaceAll("(?s).*Name (\\S+) under.*", "$1");
    node.override(new Overrides(false, Set.of(Gtid.parse(gtid)), List.of(), List.of()));
    node.open(Optional.of(start));
    node.catchUp();
    assertThat(node.rows(Operation.INSERT)).hasSize(1);
    for (String statement :
        List.of(
            "ALTER TABLE t ADD COLUMN d DATETIME DEFAULT CURRENT_TIMESTAMP",
            "ALTER TABLE t PARTITION BY HASH (id) PARTITIONS 2; ALTER TABLE t TRUNCATE PARTITION"
                + " p0",
            "SET SESSION binlog_format = STATEMENT; INSERT INTO t VALUES (9, 9, NULL);"
                + " SET SESSION binlog_format = ROW")) {
      node.execute(statement.split("; ?"));
      assertThat(node.failure().kind()).as(statement).isEqualTo(FailureKind.SOURCE_UNSUPPORTED);
      node.closeSource();
      node.open(Optional.of(node.now()));
    }
  }

  @Test
  void truncationsAndNewNamesAreToldInTheirPlaceAlsoFromARestartBetweenThem() throws Exception {
    node.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)");
    SourcePosition start = node.snapshot();
    node.execute("CREATE TABLE n LIKE t", "ALTER TABLE n MODIFY v VARCHAR(9) NOT NULL DEFAULT 'x'");
    node.execute("INSERT INTO n SELECT * FROM t", "RENAME TABLE t TO o, n TO t");
    node.execute(
        "INSERT INTO t (id) VALUES (2)", "TRUNCATE TABLE t", "INSERT INTO t VALUES (3, 3)");
    node.execute("CREATE TABLE c (PRIMARY KEY (id)) SELECT id, v AS w FROM t");
    node.catchUp();
    List<List<Object>> rows = values();
    assertThat(rows)
        .containsExactly(List.of(1L, "1"), List.of(2L, "x"), List.of(3L, "3"), List.of(3L, "3"));
    assertThat(node.all(SourceEvent.Truncated.class)).hasSize(1);
    List<SourceEvent.SchemaChanged> changes = node.all(SourceEvent.SchemaChanged.class);
    assertThat(changes).hasSize(5);
    assertThat(changes.get(2).after().orElseThrow().name().table()).isEqualTo("o");
    assertThat(changes.get(3).before().orElseThrow().name().table()).isEqualTo("n");
    SourcePosition between = changes.get(3).position();
    node.closeSource();

    node.open(Optional.of(between));
    node.catchUp();
    assertThat(values()).isEqualTo(rows.subList(1, 4));
    node.closeSource();
    node.open(Optional.of(start));
    node.catchUp();
    assertThat(values()).isEqualTo(rows);
  }

  private List<List<Object>> values() {
    return node.rows(Operation.INSERT).stream().map(row -> List.of(row.values())).toList();
  }

  @Test
  void aKilledServerIsUnavailableAndNothingIsLostOverItsRestart() throws Exception {
    try (MySqlServer server =
            MySqlServer.start(
                Servers.workspace(), MySqlSpec.storageNode(Servers.freshName("killed"), 77));
        CapturedNode killed =
            new CapturedNode(server, engine(), Servers.freshDatabase("captured"))) {
      killed.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
      killed.snapshot();
      killed.execute("INSERT INTO t VALUES (2)");
      killed.catchUp();
      SourcePosition position = killed.position().orElseThrow();
      server.kill();
      assertThat(killed.failure().kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
      killed.closeSource();
      server.restart();
      killed.reconnect();
      killed.execute("INSERT INTO t VALUES (3)");
      killed.open(Optional.of(position));
      killed.catchUp();
      assertThat(killed.rows(Operation.INSERT)).hasSize(1);
      assertThat(killed.rows(Operation.INSERT).get(0).values()).containsExactly(3L);
    }
  }
}
