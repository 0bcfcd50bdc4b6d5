package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.kafka.KafkaSpec;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * G9: a source transaction of any number of rows streams through fixed memory. {@code make large}
 * runs it with ten million.
 */
final class LargeTransactionIT {
  private static final int PARTITIONS = 4;
  private static final int STATEMENT_ROWS = 200_000;
  private static final String HEAP = "96m";
  private static final String PATIENCE_MILLIS = "7200000";
  private final MySqlServer source = Servers.source();
  private final MySqlServer replica = Servers.replica();
  private final int rows = Integer.getInteger("rows", STATEMENT_ROWS);
  private final KafkaCluster kafka = kafka();
  private final String database = Servers.freshDatabase("large");

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void aTransactionMuchLargerThanTheHeapStreamsThroughSidecarAndApplier() throws Exception {
    String node = "node-" + database;
    try (Connection here = Servers.connect(source);
        Connection there = Servers.connect(replica);
        Daemon sidecar =
            Daemon.prepare(
                    node,
                    List.of("sidecar"),
                    Configs.sidecar(node, source, kafka, database, PARTITIONS) + timeout())
                .withHeap(HEAP);
        Daemon applier =
            Daemon.prepare(
                    "apply-" + database,
                    List.of("apply", "mysql"),
                    Configs.apply(replica, kafka, database, PARTITIONS))
                .withHeap(HEAP)) {
      create(here);
      sidecar.start();
      sidecar.awaitReady();
      applier.start();
      applier.awaitReady();
      long begun = System.nanoTime();
      insert(here, rows);
      String expected = digest(here);
      await()
          .atMost(Duration.ofSeconds(60 + rows / 1_000))
          .pollInterval(Duration.ofSeconds(1))
          .failFast(() -> assertThat(sidecar.isAlive() && applier.isAlive()).isTrue())
          .untilAsserted(() -> assertThat(digest(there)).isEqualTo(expected));
      System.out.printf(
          "LargeTransactionIT: %d rows in one transaction at -Xmx%s, %d s from its start to the"
              + " replica%n",
          rows, HEAP, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
      assertThat(sidecar.metric("doppio_writer_retries_total")).isZero();
      assertThat(sidecar.terminate()).isZero();
      assertThat(applier.terminate()).isZero();
    }
  }

  private boolean isVeryLarge() {
    return rows > STATEMENT_ROWS;
  }

  private KafkaCluster kafka() {
    return isVeryLarge()
        ? Servers.kafka(
            KafkaSpec.named("large").with("transaction.max.timeout.ms", PATIENCE_MILLIS))
        : Servers.kafka("dc1");
  }

  /** What the runbook says of a transaction that takes more than 15 minutes. */
  private String timeout() {
    return isVeryLarge() ? "  transaction.timeout.ms: \"" + PATIENCE_MILLIS + "\"\n" : "";
  }

  private void create(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("CREATE DATABASE " + database);
      sql.execute(
          "CREATE TABLE " + database + ".doc (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(400))");
    }
  }

  private void insert(Connection connection, int rows) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement sql = connection.createStatement()) {
      sql.execute("SET SESSION cte_max_recursion_depth = " + STATEMENT_ROWS);
      for (int left = rows; left > 0; left -= STATEMENT_ROWS) {
        sql.execute(
            "INSERT INTO "
                + database
                + ".doc (v) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE"
                + " i < "
                + Math.min(left, STATEMENT_ROWS)
                + ") SELECT CONCAT(i, REPEAT(MD5(i), 9)) FROM n");
      }
    }
    connection.commit();
  }

  /** Nothing before the replica has the table. */
  private String digest(Connection connection) {
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT COUNT(*), SUM(CRC32(CONCAT(id, v))), MAX(id) FROM " + database + ".doc")) {
      row.next();
      return row.getString(1) + " " + row.getString(2) + " " + row.getString(3);
    } catch (SQLException notYet) {
      return notYet.getMessage();
    }
  }
}
