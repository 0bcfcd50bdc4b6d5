package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.kafka.KafkaSpec;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.LogDump;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.SteadyWrites;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A log that can't be gone on with is followed by another one, and what was behind the first is set
 * up behind the second, as docs/operations.md says.
 */
@Tag("all-cases")
final class NewLogIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PARTITIONS = 2;

  private final MySqlServer source = Servers.mysql("new-log-source");
  private final MySqlServer replica = Servers.mysql("new-log-replica");
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("newlog");
  private final String node = "node-" + database;

  @BeforeEach
  void documentsAreThere() throws SQLException {
    sql(
        source,
        "CREATE DATABASE " + database,
        "CREATE TABLE " + database + ".doc (r INT, id INT, a VARCHAR(20), PRIMARY KEY (r, id))");
    write(60);
  }

  @AfterAll
  static void nobodyElseNeedsTheServers() {
    Servers.stop("new-log-source", "new-log-replica");
  }

  private static void sql(MySqlServer server, String... statements) throws SQLException {
    try (Connection connection = Servers.connect(server);
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }

  private void write(int statements) {
    try (SteadyWrites writes = SteadyWrites.to(source, database, "doc")) {
      writes.go(statements);
    }
  }

  private void awaitEqual(MySqlServer there) throws SQLException {
    try (Connection one = Servers.connect(source);
        Connection other = Servers.connect(there)) {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> assertThat(new ReplicaEqual(one, other, database).violations()).isEmpty());
    }
  }

  private Daemon sidecar(String name, String yaml) {
    return Daemon.start(name + "-" + node, List.of("sidecar"), yaml);
  }

  private Daemon applier(String name, String yaml) {
    return Daemon.start(name + "-" + database, List.of("apply", "mysql"), yaml);
  }

  private String sidecarYaml(KafkaCluster log) {
    return Configs.sidecar(node, source, log, database, PARTITIONS);
  }

  private String applierYaml(KafkaCluster log) {
    return Configs.apply(replica, log, database, PARTITIONS);
  }

  @Test
  void whenTheLogClusterIsLostAnEmptyOneIsFilledFromTheStorageNode() throws Exception {
    KafkaCluster lost = KafkaCluster.start(Servers.workspace(), KafkaSpec.named("lost"));
    try (Daemon sidecar = sidecar("first", sidecarYaml(lost));
        Daemon applier = applier("first", applierYaml(lost))) {
      sidecar.awaitReady();
      applier.awaitReady();
      awaitEqual(replica);
      lost.close();
      write(40);
    }
    try (Daemon sidecar = sidecar("second", sidecarYaml(kafka))) {
      sidecar.awaitReady();
      try (Daemon refused = applier("refused", applierYaml(kafka))) {
        await().atMost(LIMIT).until(() -> refused.said().contains("the target was fed by log"));
      }
      sql(replica, "DROP DATABASE " + database, "DROP DATABASE doppio");
      try (Daemon applier = applier("second", applierYaml(kafka))) {
        applier.awaitReady();
        write(40);
        awaitEqual(replica);
      }
    }
  }

  @Test
  void whenBinlogsArePurgedTheTopicsAreDeletedAndTheLogBeginsAnew() throws Exception {
    try (Daemon sidecar = sidecar("first", sidecarYaml(kafka));
        Daemon applier = applier("first", applierYaml(kafka))) {
      sidecar.awaitReady();
      applier.awaitReady();
      awaitEqual(replica);
    }
    write(40);
    sql(source, "FLUSH BINARY LOGS", "PURGE BINARY LOGS BEFORE NOW() + INTERVAL 1 DAY");
    deleteTopics("doppio." + database, "doppio.positions." + node);
    sql(replica, "DROP DATABASE " + database, "DROP DATABASE doppio");
    try (Daemon sidecar = sidecar("second", sidecarYaml(kafka));
        Daemon applier = applier("second", applierYaml(kafka))) {
      sidecar.awaitReady();
      applier.awaitReady();
      write(40);
      awaitEqual(replica);
    }
  }

  @Test
  void anotherNumberOfPartitionsIsASecondLogBesideTheFirst() throws Exception {
    MySqlServer moved = Servers.mysql("new-log-moved");
    String topics = "topics: {prefix: second, replication-factor: 1}";
    String secondLog =
        Configs.sidecar(node, source, kafka, database, PARTITIONS + 1)
            .replace("topics: {replication-factor: 1}", topics)
            .replace("user: root", "user: root\n    server-id: 4711");
    String secondReplica =
        Configs.apply(moved, kafka, database, PARTITIONS + 1) + "topics: {prefix: second}\n";
    try (Daemon first = sidecar("first", sidecarYaml(kafka));
        Daemon applier = applier("first", applierYaml(kafka))) {
      first.awaitReady();
      applier.awaitReady();
      try (Daemon second = sidecar("second", secondLog);
          Daemon fresh = applier("second", secondReplica)) {
        second.awaitReady();
        fresh.awaitReady();
        write(40);
        awaitEqual(replica);
        awaitEqual(moved);
        Command.run(verify(secondLog, secondReplica)).exits(0);
        assertThat(first.terminate()).isZero();
        assertThat(applier.terminate()).isZero();
        deleteTopics("doppio." + database, "doppio.positions." + node);
        write(40);
        awaitEqual(moved);
      }
    }
    assertThat(LogDump.of(kafka.bootstrap(), "second", database).byPartition())
        .hasSize(PARTITIONS + 1);
    Servers.stop("new-log-moved");
  }

  private static List<String> verify(String sidecarYaml, String applierYaml) {
    String one = Daemon.configuration("verify-sidecar", sidecarYaml).toString();
    String other = Daemon.configuration("verify-apply", applierYaml).toString();
    return List.of("verify", "--config", one, "--config", other);
  }

  private void deleteTopics(String... names) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      admin.deleteTopics(List.of(names)).all().get();
    }
  }
}
