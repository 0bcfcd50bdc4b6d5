package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.local.kafka.KafkaCluster;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G9: the largest row that the writer takes, with the heap that docs/operations.md states. */
@Tag("all-cases")
final class LargeRowIT {
  private static final String SIDECAR_HEAP = "1g";
  private static final String APPLIER_HEAP = "512m";
  private static final int BINARY_BYTES = 45 << 20;
  private static final int TEXT_BYTES = 18 << 20;
  private final MySqlServer source = Servers.source();
  private final MySqlServer replica = Servers.replica();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("wide");

  @Test
  void aRowOfSixtyThreeMebibytesPassesAndIsChangedAndDeleted() throws Exception {
    try (Connection here = Servers.connect(source);
        Connection there = Servers.connect(replica);
        Daemon sidecar =
            Daemon.prepare(
                    "node-" + database,
                    List.of("sidecar"),
                    Configs.sidecar("node-" + database, source, kafka, database, 1))
                .withHeap(SIDECAR_HEAP);
        Daemon applier =
            Daemon.prepare(
                    "apply-" + database,
                    List.of("apply", "mysql"),
                    Configs.apply(replica, kafka, database, 1))
                .withHeap(APPLIER_HEAP)) {
      execute(here, "CREATE DATABASE " + database);
      execute(
          here, "CREATE TABLE " + database + ".doc (id INT PRIMARY KEY, v LONGBLOB, t LONGTEXT)");
      sidecar.start();
      sidecar.awaitReady();
      applier.start();
      execute(here, insert(1, "MD5(1)"));
      execute(here, insert(2, "MD5(2)"));
      awaitEqual(here, there, sidecar, applier);
      execute(here, "UPDATE " + database + ".doc SET v = REVERSE(v), t = REVERSE(t) WHERE id = 1");
      execute(here, "DELETE FROM " + database + ".doc WHERE id = 2");
      awaitEqual(here, there, sidecar, applier);
      assertThat(digest(here)).as("what was compared").startsWith("1 ");
      assertThat(sidecar.metric("doppio_writer_retries_total")).isZero();
      assertThat(sidecar.terminate()).isZero();
      assertThat(applier.terminate()).isZero();
    }
  }

  private String insert(int id, String seed) {
    return "INSERT INTO %s.doc VALUES (%d, REPEAT(%s, %d), REPEAT('aé€😀\\\\', %d))"
        .formatted(database, id, seed, BINARY_BYTES / 32, TEXT_BYTES / 11);
  }

  private static void execute(Connection connection, String statement) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private void awaitEqual(Connection here, Connection there, Daemon sidecar, Daemon applier) {
    String expected = digest(here);
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(500))
        .failFast(
            () -> {
              assertThat(sidecar.isAlive()).as(sidecar.said()).isTrue();
              assertThat(applier.isAlive()).as(applier.said()).isTrue();
            })
        .untilAsserted(() -> assertThat(digest(there)).isEqualTo(expected));
  }

  /** Nothing before the replica has the table. */
  private String digest(Connection connection) {
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT CONCAT(COUNT(*), ' ', SUM(LENGTH(v) + LENGTH(t)), ' ', SUM(id * CRC32(v)),"
                    + " ' ', SUM(id * CRC32(t))) FROM "
                    + database
                    + ".doc")) {
      row.next();
      return String.valueOf(row.getString(1));
    } catch (SQLException notYet) {
      return notYet.getMessage();
    }
  }
}
