package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.BinlogInTheLog;
import dev.doppio.guarantees.NothingLostOrTwice;
import dev.doppio.guarantees.OrderKept;
import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.guarantees.TransactionsWholeInTheLog;
import dev.doppio.guarantees.Violation;
import dev.doppio.guarantees.WholeAtTheReplica;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.Binlog;
import dev.doppio.oracle.Journal;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.Load;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A storage node of three servers, each the replica of the one before. The first is killed under
 * load, in the midst of the first snapshot, then the second; the sidecar goes on with the next. The
 * first comes back with a transaction that nobody else has.
 */
final class SourceFailoverIT {
  private static final int PARTITIONS = 3;
  private static final int SNAPSHOT_ROW = 5;

  /** Some seconds of a snapshot; the first ends before the log has all. */
  private static final int STOCK = 6_000;

  private static final String SLOWLY = "capture: {snapshot: {rows-per-second: 1000}}\n";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofSeconds(20);

  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final MySqlServer replica = Servers.replica();
  private final String database = Servers.freshDatabase("failover");
  private final String node = "node-" + database;
  private final Journal journal = new Journal();

  @Test
  void nothingIsLostDoubledTornOrOutOfOrderWhereOneServerAfterTheOtherIsKilledUnderLoad()
      throws Exception {
    failover(Long.getLong("seed", System.nanoTime()));
  }

  @Tag("all-cases")
  @RepeatedTest(10)
  void theSameTenTimes() throws Exception {
    failover(System.nanoTime());
  }

  private void failover(long seed) throws Exception {
    System.out.println("SourceFailoverIT -Dseed=" + seed);
    try (ReplicationChain chain = new ReplicationChain();
        Load load = new Load(chain.server(0), database, journal, seed)) {
      chain.execute(0, "CREATE TABLE " + doc() + " (id INT PRIMARY KEY, a VARCHAR(20))");
      fill(chain);
      String yaml = Configs.sidecar(node, chain.servers(), kafka, database, PARTITIONS) + SLOWLY;
      try (Daemon sidecar = Daemon.start(node, List.of("sidecar"), yaml);
          Daemon applier =
              Daemon.start(
                  "apply-" + database,
                  List.of("apply", "mysql"),
                  Configs.apply(replica, kafka, database, PARTITIONS));
          WholeAtTheReplica whole = new WholeAtTheReplica(replica, database)) {
        await("a part of the snapshot in the log")
            .atMost(LIMIT)
            .pollInterval(Duration.ofMillis(100))
            .ignoreExceptions()
            .until(() -> sidecar.metric("doppio_writer_snapshot_rows") > 200);
        load.go();
        killOneAfterTheOther(chain, load, sidecar, applier);
        load.pause();
        assertThat(judge(chain.server(2), whole)).isEmpty();
        assertThat(sidecar.metric("doppio_writer_snapshot_tables")).isZero();
        assertThat(applier.metric("doppio_target_drift_rows_total")).isZero();
        System.out.printf(
            "SourceFailoverIT: %d transactions over two failovers, %d retries%n",
            journal.size(), (int) sidecar.metric("doppio_writer_retries_total"));
      }
    }
  }

  /** Rows from before the log began, in no binlog. */
  private void fill(ReplicationChain chain) throws SQLException {
    for (int place = 0; place < chain.servers().size(); place++) {
      chain.awaitExecuted(place, chain.executed(0));
      chain.execute(
          place,
          "SET sql_log_bin = 0, cte_max_recursion_depth = " + STOCK,
          "CREATE TABLE " + stock() + " (id INT PRIMARY KEY, v INT)",
          "INSERT INTO "
              + stock()
              + " WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id"
              + " < "
              + STOCK
              + ") SELECT id, 0 FROM n");
    }
  }

  private void killOneAfterTheOther(
      ReplicationChain chain, Load load, Daemon sidecar, Daemon applier) throws SQLException {
    killInTheMidstOfAChunk(chain, sidecar);
    goOnWith(1, chain, load, sidecar);
    chain.execute(1, "UPDATE " + stock() + " SET v = 2 WHERE id % 200 = 0");
    awaitFlow(load, sidecar, applier);
    String errant = comeBackWithAnErrantTransaction(chain);
    chain.execute(
        1,
        "INSERT INTO " + doc() + " VALUES (3, 'a3', 3)",
        "ALTER TABLE " + doc() + " DROP COLUMN a",
        "INSERT INTO " + doc() + " VALUES (4, 4)");
    awaitNamed(errant, chain.address(0), sidecar);
    chain.server(1).kill();
    goOnWith(2, chain, load, sidecar);
    assertThat(sidecar.said())
        .contains("passed over: gtid_executed at " + chain.address(0))
        .contains("the server lacks transactions that the log has: ");
    awaitFlow(load, sidecar, applier);
  }

  /** The table's lock, which the snapshot waits for, dies with the server. */
  private void killInTheMidstOfAChunk(ReplicationChain chain, Daemon sidecar) throws SQLException {
    try (Connection locking = chain.server(0).connect();
        Statement sql = locking.createStatement()) {
      sql.execute("LOCK TABLES " + stock() + " WRITE");
      sql.execute("UPDATE " + stock() + " SET v = 1 WHERE id % 100 = 0");
      chain.execute(
          0,
          "INSERT INTO " + doc() + " VALUES (1, 'a1')",
          "ALTER TABLE " + doc() + " ADD COLUMN b INT",
          "INSERT INTO " + doc() + " VALUES (2, 'a2', 2)");
      await("load").atMost(LIMIT).until(() -> journal.size() >= 20);
      assertThat(sidecar.metric("doppio_writer_snapshot_rows")).isBetween(1.0, STOCK - 1.0);
      chain.server(0).kill();
    }
  }

  private String stock() {
    return database + ".stock";
  }

  private String doc() {
    return database + ".doc";
  }

  /**
   * The sidecar first: it needs no promotion. What it got of a server in its last moment and the
   * next server did not, keeps it from going on, by design: then the lost server has to come back.
   */
  private void goOnWith(int next, ReplicationChain chain, Load load, Daemon sidecar)
      throws SQLException {
    String reading = "reading from " + chain.address(next);
    boolean reads = false;
    while (!reads) {
      try {
        await()
            .atMost(SOON)
            .pollInterval(Duration.ofMillis(100))
            .until(() -> said(sidecar, reading));
        reads = true;
      } catch (ConditionTimeoutException lacking) {
        assertThat(sidecar.said()).contains("lacks transactions that the log has");
        chain.server(next - 1).restart();
        chain.awaitExecuted(next, chain.executed(next - 1));
        chain.server(next - 1).kill();
      }
    }
    chain.promote(next);
    load.moveTo(chain.server(next));
  }

  private static boolean said(Daemon sidecar, String sentence) {
    return sidecar.said().contains(sentence);
  }

  /** A client that still knows the old primary writes to it. */
  private String comeBackWithAnErrantTransaction(ReplicationChain chain) throws SQLException {
    chain.server(0).restart();
    chain.execute(0, "SET GLOBAL rpl_semi_sync_source_enabled = OFF");
    String before = chain.executed(0);
    chain.execute(0, "CREATE DATABASE errant_" + database);
    return chain.ask(0, "SELECT GTID_SUBTRACT(@@GLOBAL.gtid_executed, '" + before + "')");
  }

  private static void awaitNamed(String gtid, String address, Daemon sidecar) {
    String number = gtid.substring(gtid.lastIndexOf(':') + 1);
    await("errant transaction %s named".formatted(gtid))
        .atMost(LIMIT)
        .until(
            () ->
                sidecar
                    .said()
                    .lines()
                    .anyMatch(
                        line ->
                            line.contains(address + " has transactions that neither the log")
                                && line.contains(number)));
    assertThat(sidecar.page("/metrics").lines())
        .anyMatch(
            line ->
                line.startsWith("doppio_source_server_errant_transactions{server=\"" + address)
                    && !line.endsWith(" 0.0"));
    assertThat(sidecar.page("/status")).contains(address + " has transactions that neither");
    assertThat(sidecar.metric("doppio_source_retention_left_seconds")).isGreaterThan(86_400);
  }

  private void awaitFlow(Load load, Daemon sidecar, Daemon applier) {
    long now = load.stamp() + 1;
    try {
      await("the flow from source to replica")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(250))
          .until(() -> replicaStamp() >= now);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          e.getMessage() + "\n" + sidecar.lastWords() + "\n" + applier.lastWords(), e);
    }
  }

  private long replicaStamp() {
    try (Connection connection = replica.connect();
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT MAX(stamp) FROM " + database + ".member")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException notThere) {
      return -1;
    }
  }

  private List<Violation> judge(MySqlServer last, WholeAtTheReplica whole) throws Exception {
    List<Violation> violations = new ArrayList<>();
    try (Connection here = Servers.connect(last);
        Connection there = Servers.connect(replica)) {
      violations.addAll(Flow.awaitLevel(new ReplicaEqual(here, there, database)));
    }
    LogDump log = LogDump.of(kafka.bootstrap(), database);
    Binlog binlog = Binlog.of(last);
    violations.addAll(new NothingLostOrTwice(journal, log).violations());
    violations.addAll(new BinlogInTheLog(binlog.gtids(database), log).violations());
    violations.addAll(new OrderKept(binlog.gtids(), log).violations());
    violations.addAll(new TransactionsWholeInTheLog(log).violations());
    violations.addAll(whole.violations());
    readOnce(log);
    return violations;
  }

  /** The snapshot goes on at the next server with what is not in the log. */
  private static void readOnce(LogDump log) {
    List<String> read =
        log.entries().stream()
            .filter(entry -> entry.kind() == SNAPSHOT_ROW && entry.value().length > 0)
            .map(LogEntry::key)
            .filter(key -> key.startsWith("stock/"))
            .toList();
    assertThat(read).as("rows of the snapshot").doesNotHaveDuplicates();
    assertThat(read.size()).isBetween(STOCK - STOCK / 100, STOCK);
  }
}
