package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.VersionedRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tables with rows come into the log while others write to them. */
final class SnapshotIT {
  private static final int PARTITIONS = 4;
  private static final int READ = 3;
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private final MySqlServer source = Servers.source();
  private final MySqlServer replica = Servers.replica();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("snap");
  private final String node = "node-" + database;
  private final Connection here = Servers.connect(source);
  private final Connection there = Servers.connect(replica);

  @AfterEach
  void disconnect() throws SQLException {
    try (Statement sql = here.createStatement()) {
      sql.execute("SET GLOBAL binlog_order_commits = ON");
      sql.execute("SET GLOBAL binlog_group_commit_sync_delay = 0");
    }
    here.close();
    there.close();
  }

  private String sidecarYaml(int rowsPerSecond) {
    return Configs.sidecar(node, source, kafka, database, PARTITIONS)
        + "capture: {snapshot: {rows-per-second: "
        + rowsPerSecond
        + "}}\n";
  }

  private Daemon applier() {
    return Daemon.start(
        "apply-" + database,
        List.of("apply", "mysql"),
        Configs.apply(replica, kafka, database, PARTITIONS));
  }

  @Test
  void aFirstSnapshotThatIsKilledTwiceGoesOnWhereItWas() throws Exception {
    killed(2, 100_000);
  }

  @Test
  @Tag("all-cases")
  void aFirstSnapshotThatIsKilledTenTimesReadsLittleMoreThanOnce() throws Exception {
    killed(10, 400_000);
  }

  private void killed(int times, int rows) throws Exception {
    VersionedRows.create(here, database, rows);
    long before = rowsRead();
    try (Daemon sidecar = Daemon.prepare(node, List.of("sidecar"), sidecarYaml(15_000))) {
      for (int i = 1; i <= times; i++) {
        sidecar.start();
        int enough = i * rows / (times + 1);
        await()
            .atMost(LIMIT)
            .ignoreExceptions()
            .until(() -> sidecar.metric("doppio_writer_snapshot_rows") >= enough);
        sidecar.kill();
      }
      sidecar.start();
      sidecar.awaitReady();
      assertThat(rowsRead() - before)
          .as("rows that InnoDB has read for %d rows and %d kills", rows, times)
          .isBetween((long) rows, rows + rows / 10L);
      awaitEqual();
    }
  }

  /** Of all tables of users, whoever reads. */
  private long rowsRead() throws SQLException {
    try (Statement sql = here.createStatement();
        ResultSet row = sql.executeQuery("SHOW GLOBAL STATUS LIKE 'Innodb_rows_read'")) {
      row.next();
      return row.getLong(2);
    }
  }

  private void awaitEqual() throws SQLException {
    try (Daemon applier = applier()) {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> new ReplicaEqual(here, there, database).check());
      assertThat(applier.metric("doppio_target_drift_rows_total")).as("drift").isZero();
    }
  }

  @Test
  void noDocumentGoesBackInTimeBesideLiveWritesWhateverTheOrderOfCommits() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("SnapshotIT -Dseed=" + seed);
    VersionedRows.create(here, database, 6_000);
    try (VersionedRows writes = VersionedRows.write(source, database, 4, 6_000, seed);
        Daemon sidecar = Daemon.prepare(node, List.of("sidecar"), sidecarYaml(4_000))) {
      set("binlog_group_commit_sync_delay = 3000");
      sidecar.start();
      sidecar.awaitReady();
      set("binlog_order_commits = OFF");
      Command.run(List.of("snapshot", "--tables", database + ".doc"), sidecarYaml(4_000))
          .exits(0)
          .says("1 of 1 tables", "done");
      writes.stop();
      awaitEqual();
      versionsRise(LogDump.of(kafka.bootstrap(), database));
    }
  }

  private void set(String variable) throws SQLException {
    try (Statement sql = here.createStatement()) {
      sql.execute("SET GLOBAL " + variable);
    }
  }

  /** By the log alone, in its order. */
  private static void versionsRise(LogDump log) {
    Map<String, Long> last = new HashMap<>();
    Map<Integer, Integer> kinds = new HashMap<>();
    for (List<LogEntry> partition : log.byPartition().values()) {
      for (LogEntry entry : partition) {
        boolean row = (entry.kind() == 0 || entry.kind() == 5) && entry.value().length > 0;
        if (row) {
          kinds.merge(entry.kind(), 1, Integer::sum);
          GenericRecord change = log.change(entry);
          if (change.get("after") != null) {
            long version = (Long) log.document(change.get("after")).get("version");
            assertThat(version)
                .as("%s at offset %d, a run of kind %d", entry.key(), entry.offset(), entry.kind())
                .isGreaterThanOrEqualTo(last.getOrDefault(entry.key(), 0L));
            last.put(entry.key(), version);
          }
        }
      }
    }
    assertThat(kinds.getOrDefault(5, 0)).as("rows that were read").isGreaterThan(8_000);
    assertThat(kinds.getOrDefault(0, 0)).as("rows that were written").isGreaterThan(500);
  }

  @Test
  void partsOfATableAreReadAgainAndWhatCanNotBeReadSaysWhy() throws Exception {
    VersionedRows.create(here, database, 3_000);
    try (Daemon sidecar = Daemon.start(node, List.of("sidecar"), sidecarYaml(0))) {
      sidecar.awaitReady();
      long before = reads();
      String table = database + ".doc";
      snapshot("--tables", table, "--from-key", "101", "--to-key", "200").exits(0);
      assertThat(reads() - before).isEqualTo(100);
      snapshot("--tables", table, "--partitions", "1").exits(0);
      assertThat(reads() - before).isBetween(100L + 500, 100L + 1_000);
      snapshot("--tables", database + ".nothing").exits(2).says("no captured table", table);
      snapshot("--tables", table, "--from-key", "x").exits(6).says("'x' is no value of key column");
      snapshot("--tables", table, "--from", "nowhere").exits(2).says("host:port");
      assertThat(sidecar.isAlive()).isTrue();
    }
  }

  private Command.Result snapshot(String... arguments) {
    List<String> line = new java.util.ArrayList<>(List.of("snapshot"));
    line.addAll(List.of(arguments));
    return Command.run(line, sidecarYaml(0));
  }

  private long reads() {
    return LogDump.of(kafka.bootstrap(), database).entries().stream()
        .filter(entry -> entry.kind() == 5 && entry.value().length > 0)
        .count();
  }
}
