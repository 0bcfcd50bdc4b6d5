package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.TablesEqual;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.Journal;
import dev.doppio.oracle.TableDocuments;
import dev.doppio.schemas.failure.CrashPoint;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.AllTypes;
import dev.doppio.workload.Mailboxes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A storage node's log is loaded into tables, which Iceberg's own reader reads. */
final class LogToHadoopIT {
  private static final int PARTITIONS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private final MySqlServer source = Servers.source();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("loaded");
  private final Path warehouse = Servers.workspace().folder("warehouse", database);
  private final TableDocuments tables = new TableDocuments("file:" + warehouse);
  private final String config =
      Configs.applyHadoop(warehouse.toString(), kafka, database, PARTITIONS);
  private Connection here;
  private Daemon sidecar;
  private Daemon applier;

  @BeforeEach
  void connect() {
    here = Servers.connect(source);
  }

  @AfterEach
  void end() throws SQLException {
    for (Daemon daemon : new Daemon[] {applier, sidecar}) {
      if (daemon != null) {
        daemon.close();
      }
    }
    here.close();
  }

  @Test
  void tablesEqualTheSourceAndHaveEachChangeOnceAcrossDeathsOfTheLoader() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("LogToHadoopIT -Dseed=" + seed);
    try (Connection types = Servers.connect(source)) {
      Mailboxes mailboxes = new Mailboxes(here, database, new Journal(), seed);
      mailboxes.create();
      AllTypes.create(types, database);
      AllTypes.insert(types, database, 10);
      startBoth("--set", "reader.assignment=all"); // alone: none of its deaths is waited for
      mailboxes.run(150);
      applier.kill();
      mailboxes.run(50);
      diesAt(CrashPoint.TABLE_COMMITTED, 3);
      AllTypes.insert(types, database, 20);
      AllTypes.change(types, database, 10);
      diesAt(CrashPoint.APPLIER_CHECKPOINT_WRITTEN, 1);
      AllTypes.change(types, database, 20);
      mailboxes.run(50);
      applier.start();
      mailboxes.run(50);
      applier.kill();
      applier.start();
      mailboxes.run(50);
      awaitEqual(true);
    }
    watermarkAndCompaction();
    assertThat(applier.terminate()).as("exit code after SIGTERM").isZero();
    new TablesEqual(here, tables, database, true).check();
  }

  private void diesAt(CrashPoint point, int time) {
    applier.start("-D" + CrashPoint.PROPERTY + "=" + point + ":" + time);
    assertThat(applier.awaitEnd()).as("died at %s", point).isEqualTo(CrashPoint.EXIT_CODE);
  }

  /** Beside the running daemon. */
  private void watermarkAndCompaction() {
    Instant before = Instant.now();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              String said = hadoop("watermark", "message").exits(0).says(database + "/3").output();
              String time = said.replaceFirst("(?s).* is complete before (\\S+).*", "$1");
              assertThat(Instant.parse(time)).isAfter(before);
            });
    assertThat(applier.metric("doppio_target_watermark_seconds"))
        .isGreaterThanOrEqualTo(before.getEpochSecond());
    hadoop("compact", "message").exits(0).says("became 1 data files");
    hadoop("watermark", "nothing").exits(3).says("has no table " + database + ".nothing");
    new TablesEqual(here, tables, database, true).check();
  }

  @Test
  void changesOfATableReachTheTablesAndATypeThatClashesIsPassedByARecordedSkip() throws Exception {
    try (Statement sql = here.createStatement()) {
      sql.execute("CREATE DATABASE " + database);
      sql.execute("CREATE TABLE " + database + ".doc (id INT PRIMARY KEY, a VARCHAR(20), b INT)");
      sql.execute("CREATE TABLE " + database + ".gone (id INT PRIMARY KEY, v DATETIME(6))");
      insert(sql, 0, "'one', 1");
      sql.execute("INSERT INTO " + database + ".gone VALUES (1, NOW(6)), (2, NOW(6))");
      startBoth();
      awaitEqual(false);
      sql.execute("ALTER TABLE " + database + ".doc ADD COLUMN c VARCHAR(30) DEFAULT 'it''s'");
      insert(sql, 100, "'three', 3, 'see'");
      sql.execute("SET sql_mode = ''"); // which lets rows have a date that is none
      sql.execute("ALTER TABLE " + database + ".doc MODIFY b BIGINT, ADD z DATE NOT NULL");
      insert(sql, 150, "'big', 9223372036854775807, 'c', '2026-01-02'");
      sql.execute("ALTER TABLE " + database + ".doc DROP COLUMN b, RENAME COLUMN a TO title");
      insert(sql, 200, "'four', 'sea', '2026-01-02'");
      sql.execute("TRUNCATE TABLE " + database + ".gone");
      sql.execute("INSERT INTO " + database + ".gone VALUES (3, NOW(6))");
      awaitEqual(false);
      sql.execute("RENAME TABLE " + database + ".doc TO " + database + ".paper");
      sql.execute("INSERT INTO " + database + ".paper VALUES (300, 'x', 'y', '2026-01-03')");
      sql.execute("DROP TABLE " + database + ".gone");
      awaitEqual(false);
      await().atMost(LIMIT).until(() -> tables.current(database, "doc").isEmpty());
      await().atMost(LIMIT).until(() -> tables.current(database, "gone").isEmpty());
      assertThat(tables.changes(database, "gone"))
          .extracting(row -> row.getField("_operation"))
          .contains("INSERT", "TRUNCATE", "DROP");
      healthy();
      clash(sql);
    }
  }

  /** Every partition brings the statement, so all of them stop at it, each at a run of its own. */
  private void clash(Statement sql) throws SQLException {
    String table = database + ".odd";
    sql.execute("CREATE TABLE " + table + " (id INT PRIMARY KEY, v INT)");
    sql.execute("INSERT INTO " + table + " VALUES (1, 1)");
    sql.execute("TRUNCATE TABLE " + table);
    sql.execute("ALTER TABLE " + table + " MODIFY v VARCHAR(20)");
    assertThat(applier.awaitEnd()).as("every partition has stopped").isEqualTo(6);
    assertThat(applier.lastWords())
        .contains("column v of " + table + " becomes string, and Iceberg can't make that of int");
    Map<String, String> stops = new TreeMap<>();
    Pattern.compile("partition " + database + "/(\\d) at SCN (\\d+:\\d+)[^\\n]*becomes string")
        .matcher(applier.said())
        .results()
        .forEach(stop -> stops.put(stop.group(1), stop.group(2)));
    assertThat(stops).hasSize(PARTITIONS);
    skip("0", "1:1").exits(3).says("nothing was skipped");
    stops.forEach((partition, scn) -> skip(partition, scn).exits(0).says("skipped", scn));
    applier.start();
    applier.awaitReady();
    assertThat(applier.metric("doppio_target_skipped_runs")).isEqualTo(PARTITIONS);
    sql.execute("DROP TABLE " + table);
    sql.execute("INSERT INTO " + database + ".paper VALUES (301, 'x', 'y', '2026-01-03')");
    awaitEqual(false);
  }

  private Command.Result skip(String partition, String scn) {
    return Command.run(
        List.of("skip"),
        config,
        "--database",
        database,
        "--partition",
        partition,
        "--scn",
        scn,
        "--reason",
        "the table is empty");
  }

  private void healthy() {
    String port = "console.port=" + applier.consolePort();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                Command.run(List.of("status"), config, "--set", port)
                    .exits(0)
                    .says("replica file:" + warehouse + " of dc1", "running"));
    Command.run(List.of("doctor"), config).exits(0).says("ok           target");
  }

  private void startBoth(String... flags) {
    String node = "node-" + database;
    sidecar =
        Daemon.start(
            node, List.of("sidecar"), Configs.sidecar(node, source, kafka, database, PARTITIONS));
    sidecar.awaitReady();
    List<String> command = new ArrayList<>(List.of("apply", "hadoop"));
    command.addAll(List.of(flags));
    applier = Daemon.prepare("hadoop-" + database, command, config).withHeap("256m");
    applier.start();
    applier.awaitReady();
  }

  private void awaitEqual(boolean played) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> new TablesEqual(here, tables, database, played).check());
    assertThat(applier.metric("doppio_target_upserted_rows_total")).as("rows").isPositive();
  }

  private Command.Result hadoop(String command, String table) {
    return Command.run(List.of("hadoop", command), config, "--table", table);
  }

  private void insert(Statement sql, int first, String values) throws SQLException {
    for (int id = first; id < first + 20; id++) {
      sql.execute("INSERT INTO " + database + ".doc VALUES (" + id + ", " + values + ")");
    }
  }
}
