package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.RandomTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random tables with random rows, changed at random, are at the replica what they are at the
 * source: every column by its bytes, JSON by its types too, whole tables by CHECKSUM TABLE. {@code
 * -Dseed} takes a seed again, {@code -Ddoppio.seeds} tries more than one.
 */
final class RandomTablesIT {
  private static final int PARTITIONS = 4;
  private static final int TRANSACTIONS = 120;
  private static final int MANY = 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final KafkaCluster kafka = Servers.kafka("dc1");

  @Test
  void randomTablesReachTheReplicaBySnapshotAndByBinlogEqualToTheBit() throws Exception {
    seeds(Integer.getInteger("doppio.seeds", 1));
  }

  @Test
  @Tag("all-cases")
  void randomTablesOfMySqlNineHaveVectorsBeside() throws Exception {
    Optional<String> lack = MySqlServer.lackOfNine(Servers.workspace());
    assumeTrue(lack.isEmpty(), () -> "no MySQL 9.7 here: " + lack.orElseThrow());
    try {
      equal(Servers.nine("nine"), Servers.nine("nine-too"), firstSeed(), true);
    } finally {
      Servers.stop("nine", "nine-too");
    }
  }

  @Test
  @Tag("all-cases")
  void twentyRandomSetsOfTablesReachTheReplica() throws Exception {
    seeds(MANY);
  }

  private void seeds(int count) throws Exception {
    long first = firstSeed();
    for (int i = 0; i < count; i++) {
      equal(Servers.source(), Servers.replica(), first + i, false);
    }
  }

  private static long firstSeed() {
    return Long.getLong("seed", System.nanoTime());
  }

  private void equal(MySqlServer source, MySqlServer replica, long seed, boolean vectors)
      throws Exception {
    System.out.println("RandomTablesIT -Dseed=" + seed);
    String database = Servers.freshDatabase("random");
    try (Connection here = Servers.connect(source);
        Connection writes = Servers.connect(source);
        Connection there = Servers.connect(replica)) {
      RandomTables tables = new RandomTables(writes, database, seed, vectors);
      execute(here, "CREATE DATABASE " + database);
      tables.create();
      execute(there, "CREATE DATABASE " + database);
      RandomTables.prepare(there);
      execute(there, tables.definitionsOfSome().toArray(String[]::new));
      try (Daemon sidecar = sidecar(source, database);
          Daemon applier = applier(replica, database)) {
        sidecar.awaitReady();
        applier.awaitReady();
        assertThat(tables.change(TRANSACTIONS)).as("changes").isGreaterThan(TRANSACTIONS);
        await("-Dseed=" + seed)
            .atMost(LIMIT)
            .pollInterval(Duration.ofMillis(500))
            .untilAsserted(() -> new ReplicaEqual(here, there, database).check());
        assertThat(applier.metric("doppio_target_drift_rows_total")).as("drift").isZero();
      }
      for (String table : tables.namesOfSome()) {
        assertThat(checksum(there, table))
            .as("%s, -Dseed=%d", table, seed)
            .isEqualTo(checksum(here, table));
      }
      execute(here, "DROP DATABASE " + database);
      execute(there, "DROP DATABASE " + database);
    }
  }

  private Daemon sidecar(MySqlServer source, String database) {
    String node = "node-" + database;
    return Daemon.start(
        node, List.of("sidecar"), Configs.sidecar(node, source, kafka, database, PARTITIONS));
  }

  private Daemon applier(MySqlServer replica, String database) {
    return Daemon.start(
        "apply-" + database,
        List.of("apply", "mysql"),
        Configs.apply(replica, kafka, database, PARTITIONS));
  }

  private static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }

  private static String checksum(Connection connection, String table) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("CHECKSUM TABLE " + table)) {
      row.next();
      return row.getString(2);
    }
  }
}
