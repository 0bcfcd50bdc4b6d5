package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.guarantees.WholeAtTheReplica;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.Journal;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.AllTypes;
import dev.doppio.workload.Mailboxes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A storage node's log is applied to a MySQL replica. */
final class LogToReplicaIT {
  private static final int PARTITIONS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private final MySqlServer source = Servers.source();
  private final MySqlServer replica = Servers.replica();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("copy");
  private Connection here;
  private Connection there;
  private Daemon sidecar;
  private Daemon applier;

  @BeforeEach
  void connect() {
    here = Servers.connect(source);
    there = Servers.connect(replica);
  }

  @AfterEach
  void end() throws SQLException {
    for (Daemon daemon : new Daemon[] {applier, sidecar}) {
      if (daemon != null) {
        daemon.close();
      }
    }
    here.close();
    there.close();
  }

  @Test
  void theReplicaEqualsTheSourceAndNeverShowsAPartOfATransactionAcrossKillsOfTheApplier()
      throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("LogToReplicaIT -Dseed=" + seed);
    Mailboxes mailboxes = new Mailboxes(here, database, new Journal(), seed);
    mailboxes.create();
    startBoth();
    try (WholeAtTheReplica whole = new WholeAtTheReplica(replica, database)) {
      mailboxes.run(150);
      applier.kill();
      mailboxes.run(100);
      applier.start();
      mailboxes.run(100);
      sidecar.kill();
      applier.kill();
      sidecar.start();
      applier.start();
      mailboxes.run(100);
      awaitEqual();
      whole.check();
    }
    assertThat(applier.metric("doppio_target_drift_rows_total")).as("rows missed").isZero();
    assertThat(applier.terminate()).as("exit code after SIGTERM").isZero();
  }

  @Test
  void everyCommonColumnTypeArrivesEqualToTheBitBySnapshotAndByBinlog() throws Exception {
    AllTypes.create(here, database);
    AllTypes.insert(here, database, 10);
    startBoth();
    AllTypes.insert(here, database, 20);
    AllTypes.change(here, database, 10);
    AllTypes.change(here, database, 20);
    awaitEqual();
  }

  @Test
  void changesOfATableReachTheReplica() throws Exception {
    try (Statement sql = here.createStatement()) {
      sql.execute("CREATE DATABASE " + database);
      sql.execute("CREATE TABLE " + database + ".doc (id INT PRIMARY KEY, a VARCHAR(20), b INT)");
      sql.execute("INSERT INTO " + database + ".doc VALUES (1, 'one', 1)");
      startBoth();
      sql.execute("INSERT INTO " + database + ".doc VALUES (2, 'two', 2)");
      sql.execute("ALTER TABLE " + database + ".doc ADD COLUMN c VARCHAR(30)");
      sql.execute("INSERT INTO " + database + ".doc VALUES (3, 'three', 3, 'see')");
      sql.execute("ALTER TABLE " + database + ".doc DROP COLUMN b, MODIFY a VARCHAR(60)");
      sql.execute("INSERT INTO " + database + ".doc VALUES (4, REPEAT('four', 15), 'sea')");
      sql.execute("CREATE TABLE " + database + ".other (id INT PRIMARY KEY, v DATETIME(6))");
      sql.execute("INSERT INTO " + database + ".other VALUES (1, NOW(6))");
    }
    awaitEqual();
  }

  private void startBoth() {
    String node = "node-" + database;
    sidecar =
        Daemon.start(
            node, List.of("sidecar"), Configs.sidecar(node, source, kafka, database, PARTITIONS));
    sidecar.awaitReady();
    applier =
        Daemon.start(
            "apply-" + database,
            List.of("apply", "mysql"),
            Configs.apply(replica, kafka, database, PARTITIONS));
    applier.awaitReady();
  }

  private void awaitEqual() {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> new ReplicaEqual(here, there, database).check());
    assertThat(applier.metric("doppio_target_drift_rows_total")).as("drift").isZero();
    assertThat(applier.metric("doppio_target_upserted_rows_total")).as("rows").isPositive();
  }
}
