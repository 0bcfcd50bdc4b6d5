package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.IndexEqual;
import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.LogDump;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.AllTypes;
import dev.doppio.workload.SteadyWrites;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that has nothing, or not all, becomes what it should be. */
@Tag("all-cases")
final class BootstrapIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PARTITIONS = 2;

  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("bootstrap");
  private final String node = "node-" + database;

  private void create(Connection source) throws SQLException {
    AllTypes.create(source, database);
    AllTypes.insert(source, database, 10);
    try (Statement sql = source.createStatement()) {
      sql.execute(
          "CREATE TABLE " + database + ".doc (r INT, id INT, a VARCHAR(20), PRIMARY KEY (r, id))");
    }
  }

  private void write(MySqlServer server, int statements) {
    try (SteadyWrites writes = SteadyWrites.to(server, database, "doc")) {
      writes.go(statements);
    }
  }

  private void awaitEqual(Connection here, Connection there) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(new ReplicaEqual(here, there, database).violations()).isEmpty());
  }

  private static Command.Result bootstrap(String yaml, String from) {
    String file = Daemon.configuration("from", from).toString();
    return Command.run(List.of("bootstrap"), yaml, "--from", file);
  }

  /** Retention has deleted the log's begin. */
  private void cutTheLog() throws Exception {
    Map<TopicPartition, RecordsToDelete> begins = new HashMap<>();
    LogDump.of(kafka.bootstrap(), database)
        .byPartition()
        .forEach(
            (partition, entries) ->
                begins.put(
                    new TopicPartition("doppio." + database, partition),
                    RecordsToDelete.beforeOffset(entries.get(entries.size() / 2).offset())));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      admin.deleteRecords(begins).all().get();
    }
  }

  @Test
  void whereTheLogIsCutATargetIsBuiltFromItsSourceOrFromAnotherReplica() throws Exception {
    MySqlServer source = Servers.source();
    MySqlServer replica = Servers.replica();
    MySqlServer fresh = Servers.mysql("rebuilt");
    String sidecarYaml = Configs.sidecar(node, source, kafka, database, PARTITIONS);
    String replicaYaml = Configs.apply(replica, kafka, database, PARTITIONS);
    String freshYaml = Configs.apply(fresh, kafka, database, PARTITIONS);
    try (Connection here = Servers.connect(source);
        Connection there = Servers.connect(replica);
        Connection rebuilt = Servers.connect(fresh);
        Statement sql = rebuilt.createStatement()) {
      create(here);
      try (Daemon sidecar = Daemon.start(node, List.of("sidecar"), sidecarYaml);
          Daemon applier =
              Daemon.start("apply-" + database, List.of("apply", "mysql"), replicaYaml)) {
        sidecar.awaitReady();
        write(source, 40);
        awaitEqual(here, there);
        nobodyAnswers(freshYaml, replicaYaml, rebuilt);
        cutTheLog();
        theLogDoesNotDo(freshYaml);
        try (SteadyWrites writes = SteadyWrites.to(source, database, "doc")) {
          fromTheReplica(writes, freshYaml, replicaYaml, sql);
        }
        itGoesOn(freshYaml, here, rebuilt);
        assertThat(applier.isAlive()).isTrue();
        sql.execute("DROP DATABASE " + database);
        sql.execute("DROP DATABASE doppio");
        try (SteadyWrites writes = SteadyWrites.to(source, database, "doc")) {
          writes.go(10);
          bootstrap(freshYaml, sidecarYaml)
              .exits(0)
              .says("is read into it again", "complete: start its applier");
        }
        itGoesOn(freshYaml, here, rebuilt);
        anIndexIsBuiltFromTheSnapshotThatTheLogHasNow(here);
      }
    }
  }

  private static void theLogDoesNotDo(String freshYaml) {
    Command.run(List.of("replay"), freshYaml, "--time", "2001-01-01T00:00:00Z")
        .exits(2)
        .says("no longer has all that was committed at or after 2001", "nothing was brought");
    Command.run(List.of("replay"), freshYaml, "--into-target")
        .exits(6)
        .says("doppio bootstrap", "nothing was applied");
  }

  private void nobodyAnswers(String freshYaml, String replicaYaml, Connection rebuilt)
      throws SQLException {
    String port = "port: \\d+";
    bootstrap(freshYaml, replicaYaml.replaceFirst(port, "port: 1")).exits(4).says("127.0.0.1:1");
    bootstrap(freshYaml.replaceFirst(port, "port: 1"), replicaYaml).exits(4).says("127.0.0.1:1");
    try (Statement sql = rebuilt.createStatement();
        ResultSet made = sql.executeQuery("SHOW DATABASES LIKE '" + database + "'")) {
      assertThat(made.next()).as("made in vain").isFalse();
    }
  }

  private void fromTheReplica(
      SteadyWrites writes, String freshYaml, String replicaYaml, Statement sql)
      throws SQLException {
    writes.go(10);
    sql.execute("CREATE DATABASE " + database);
    sql.execute("CREATE TABLE " + database + ".stray (id INT PRIMARY KEY)");
    bootstrap(freshYaml, replicaYaml).exits(3).says("table " + database + ".stray", "nothing");
    sql.execute("DROP DATABASE " + database);
    sql.execute(
        "INSERT INTO doppio.bootstrap (table_schema, table_name, copied_from) VALUES"
            + " ('"
            + database
            + "', 'doc', 'a try that was broken off')");
    Command.run(List.of("apply", "mysql"), freshYaml).exits(3).says("run doppio bootstrap again");
    bootstrap(freshYaml, replicaYaml)
        .exits(0)
        .says("rows in 2 tables are copied", database + "/1 stands at 1:");
    writes.go(10);
  }

  private void itGoesOn(String yaml, Connection here, Connection rebuilt) {
    String name = Servers.freshName("rebuilt-" + database);
    try (Daemon daemon = Daemon.start(name, List.of("apply", "mysql"), yaml)) {
      daemon.awaitReady();
      awaitEqual(here, rebuilt);
      assertThat(daemon.terminate()).isZero();
    }
  }

  private void anIndexIsBuiltFromTheSnapshotThatTheLogHasNow(Connection here) {
    Path folder = Servers.workspace().folder("index-" + database).resolve("index");
    String yaml = Configs.applySearch(folder, kafka, database, PARTITIONS);
    Command.run(List.of("replay"), yaml, "--into-target").exits(0).says("now at 1:");
    assertThat(new IndexEqual(here, folder, database).violations()).isEmpty();
  }

  @Test
  void aServerThatCameBackShortGetsWhatTheLogHasUnderItsOwnGtids() throws Exception {
    MySqlServer lost = Servers.mysql("lost");
    MySqlServer heir = Servers.mysql("heir");
    String yaml = Configs.sidecar(node, lost, kafka, database, PARTITIONS);
    String heirYaml = Configs.sidecar(node, heir, kafka, database, PARTITIONS);
    try (Connection here = Servers.connect(lost);
        Connection there = Servers.connect(heir);
        Statement sql = here.createStatement();
        Statement copy = there.createStatement()) {
      create(here);
      try (Daemon sidecar = Daemon.start(node, List.of("sidecar"), yaml)) {
        sidecar.awaitReady();
        copy(sql, copy);
        assertThat(sidecar.terminate()).isZero();
        intoSource(heirYaml).exits(0).says("the server has all that the log has");
        sidecar.start();
        sidecar.awaitReady();
        write(lost, 40);
        AllTypes.insert(here, database, 50);
        AllTypes.change(here, database, 10);
        sql.execute("UPDATE " + database + ".doc SET a = 'in all partitions'");
        awaitInTheLog(one(sql, "SELECT COUNT(*) FROM " + database + ".doc"));
        assertThat(sidecar.terminate()).isZero();
      }
      intoSource(heirYaml).exits(3).says("read_only = ON first", "nothing was executed");
      copy.execute("SET GLOBAL read_only = ON");
      intoSource(heirYaml, "--dry-run").exits(0).says("transactions that the log has");
      intoSource(heirYaml).exits(0).says("have rows in the log");
      assertThat(new ReplicaEqual(here, there, database).violations()).isEmpty();
      assertThat(one(copy, "SELECT @@GLOBAL.gtid_executed"))
          .isEqualTo(one(sql, "SELECT @@GLOBAL.gtid_executed"));
      copy.execute("SET GLOBAL read_only = OFF");
      try (Daemon sidecar = Daemon.start(node + "-heir", List.of("sidecar"), heirYaml)) {
        sidecar.awaitReady();
      }
    } finally {
      Servers.stop("lost", "heir");
    }
  }

  private static Command.Result intoSource(String yaml, String... flags) {
    return Command.run(List.of("replay", "--into-source"), yaml, flags);
  }

  /** As a replica has it that was told of everything so far, and of nothing more. */
  private void copy(Statement from, Statement to) throws SQLException {
    String executed = one(from, "SELECT @@GLOBAL.gtid_executed");
    to.execute("RESET MASTER");
    to.execute("SET GLOBAL gtid_purged = '" + executed + "'");
    to.execute("SET sql_log_bin = 0");
    AllTypes.create(to.getConnection(), database);
    AllTypes.insert(to.getConnection(), database, 10);
    to.execute(
        "CREATE TABLE " + database + ".doc (r INT, id INT, a VARCHAR(20), PRIMARY KEY (r, id))");
    to.execute("SET sql_log_bin = 1");
  }

  private void awaitInTheLog(String documents) {
    int last = Integer.parseInt(documents);
    await()
        .atMost(LIMIT)
        .until(
            () ->
                LogDump.of(kafka.bootstrap(), database).entries().stream()
                        .filter(
                            entry -> entry.partitions().filter(n -> n == PARTITIONS).isPresent())
                        .filter(entry -> entry.kind() == 0)
                        .count()
                    >= 2);
    assertThat(last).isPositive();
  }

  private static String one(Statement sql, String query) throws SQLException {
    try (ResultSet row = sql.executeQuery(query)) {
      row.next();
      return row.getString(1).replace("\n", "");
    }
  }
}
