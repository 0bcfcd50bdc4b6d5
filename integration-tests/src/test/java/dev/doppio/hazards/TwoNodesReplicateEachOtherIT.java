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
import dev.doppio.oracle.Orphans;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.RoutedLoad;
import dev.doppio.workload.Routes;
import dev.doppio.workload.Tenures;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two storage nodes each master half of the partitions of a database and replicate the other half
 * from one another by appliers, rows and DDL: what an applier brings to a node is not captured
 * there, neither by a capture that runs nor by one that catches up.
 */
@Tag("hazard")
final class TwoNodesReplicateEachOtherIT {
  private static final int PARTITIONS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SCHEMA_CHANGE = 3;
  private static final int STATEMENTS = 5;

  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("mutual");
  private final Map<String, MySqlServer> servers =
      new TreeMap<>(Map.of("a", Servers.mysql("shard-b"), "b", Servers.replica()));
  private final Members members = new Members(database, PARTITIONS);
  private final Journal journal = new Journal();
  private final List<Daemon> daemons = new ArrayList<>();

  @AfterEach
  void end() {
    daemons.forEach(Daemon::close);
  }

  private static String half(String node, boolean own) {
    return node.equals("a") == own ? "[0, 1]" : "[2, 3]";
  }

  private String node(String name) {
    return name + "-of-" + database;
  }

  private Daemon sidecar(String name) {
    String databases = "%s: {partitions: 4, owned: %s}".formatted(database, half(name, true));
    return start(
        node(name),
        List.of("sidecar", "--set", "writer.heartbeat-interval=1s"),
        Configs.sidecar(node(name), servers.get(name), kafka, databases));
  }

  private Daemon applier(String name) {
    String databases = "%s: {partitions: 4, only: %s}".formatted(database, half(name, false));
    return start(
        "apply-" + node(name),
        List.of("apply", "mysql"),
        Configs.apply(servers.get(name), kafka, databases));
  }

  private Daemon start(String name, List<String> command, String yaml) {
    Daemon daemon = Daemon.start(name, command, yaml);
    daemons.add(daemon);
    return daemon;
  }

  @Test
  void nothingThatAnApplierBringsIsCapturedAgainRowsOrDdl() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("TwoNodesReplicateEachOtherIT -Dseed=" + seed);
    Routes routes =
        new Routes(
            Servers.workspace().folder("routes", database), PARTITIONS, p -> p < 2 ? "a" : "b");
    Tenures tenures = new Tenures(members);
    try (RoutedLoad load = new RoutedLoad(servers, database, routes, tenures, journal, seed);
        Connection a = Servers.connect(servers.get("a"));
        Connection b = Servers.connect(servers.get("b"));
        WholeAtTheReplica whole = new WholeAtTheReplica(servers.get("b"), database)) {
      sidecar("a");
      Daemon late = sidecar("b");
      applier("a");
      applier("b");
      daemons.forEach(Daemon::awaitReady);
      load.go();
      awaitTransactions(40);
      // Both states of the guard are met: a capture that sees it happen, and one that reads of it.
      execute(a, "CREATE TABLE doc (member_id VARCHAR(40) PRIMARY KEY, v INT)");
      execute(a, "ALTER TABLE doc ADD COLUMN w VARCHAR(20)");
      insert(a, 0, "v, w", "1, 'w'");
      awaitColumn(b, "w");
      insert(b, 2, "v, w", "2, 'w'");
      late.kill();
      execute(a, "ALTER TABLE doc ADD COLUMN x INT");
      awaitColumn(b, "x");
      insert(b, 3, "v, w, x", "3, 'w', 3");
      late.start();
      late.awaitReady();
      execute(b, "ALTER TABLE doc ADD COLUMN y INT");
      awaitColumn(a, "y");
      insert(a, 1, "v, w, x, y", "4, 'w', 4, 4");
      execute(a, "ALTER TABLE doc ADD COLUMN z INT NOT NULL DEFAULT 7");
      awaitColumn(b, "z");
      awaitTransactions(80);
      load.pause();
      assertThat(judge(a, b, whole)).isEmpty();
    }
  }

  private void awaitTransactions(int more) {
    int enough = journal.size() + more;
    await().atMost(LIMIT).until(() -> journal.size() >= enough);
  }

  private void execute(Connection connection, String statement) throws SQLException {
    connection.setCatalog(database);
    try (Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  /** A document of a partition, under a GTID of its own. */
  private void insert(Connection connection, int partition, String columns, String values)
      throws SQLException {
    String name =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> "doc-" + i)
            .filter(each -> members.partitionOf(each) == partition)
            .findFirst()
            .orElseThrow();
    String gtid = UUID.randomUUID() + ":1";
    execute(connection, "SET gtid_next = '" + gtid + "'");
    execute(
        connection,
        "INSERT INTO doc (member_id, %s) VALUES ('%s', %s)".formatted(columns, name, values));
    execute(connection, "SET gtid_next = AUTOMATIC");
    journal.add(
        new Journal.Committed(gtid, List.of(new Journal.Changed("doc", "doc/" + name, "INSERT"))));
  }

  private void awaitColumn(Connection connection, String column) {
    String query =
        "SELECT 1 FROM information_schema.columns WHERE table_schema = '%s' AND table_name = 'doc'"
                .formatted(database)
            + " AND column_name = '%s'".formatted(column);
    await("column %s at the other node".formatted(column))
        .atMost(LIMIT)
        .until(
            () -> {
              try (Statement sql = connection.createStatement();
                  ResultSet row = sql.executeQuery(query)) {
                return row.next();
              }
            });
  }

  private List<Violation> judge(Connection a, Connection b, WholeAtTheReplica whole)
      throws Exception {
    List<Violation> violations = new ArrayList<>(Flow.awaitLevel(new ReplicaEqual(a, b, database)));
    awaitQuiet();
    LogDump log = LogDump.of(kafka.bootstrap(), database);
    Orphans orphans = Orphans.of(kafka.bootstrap(), database, List.of(node("a"), node("b")));
    assertThat(orphans.changes()).as("rows captured at a node that does not master them").isEmpty();
    violations.addAll(new NothingLostOrTwice(journal, log).violations());
    violations.addAll(new TransactionsWholeInTheLog(log).violations());
    List<List<String>> binlogs = new ArrayList<>();
    for (MySqlServer server : servers.values()) {
      Binlog binlog = Binlog.of(server);
      binlogs.add(binlog.gtids());
      Set<String> applied = new HashSet<>(binlog.gtids("doppio"));
      List<String> own =
          binlog.gtids(database).stream().filter(gtid -> !applied.contains(gtid)).toList();
      assertThat(applied).as("transactions of the applier at " + server.name()).isNotEmpty();
      violations.addAll(new BinlogInTheLog(own, log).violations());
    }
    violations.addAll(new OrderKept(binlogs, log).violations());
    violations.addAll(whole.violations());
    nothingEchoes(log);
    return violations;
  }

  /** What is captured is what clients wrote, and each statement stands once in each partition. */
  private void nothingEchoes(LogDump log) {
    Set<String> written = new HashSet<>();
    journal.transactions().forEach(transaction -> written.add(transaction.gtid()));
    assertThat(log.changesByGtid().keySet()).as("transactions in the log").isEqualTo(written);
    Map<String, List<Integer>> statements = new HashMap<>();
    for (LogEntry entry : log.entries()) {
      if (entry.kind() == SCHEMA_CHANGE) {
        String id = log.change(entry).get("ddlId").toString();
        statements.computeIfAbsent(id, one -> new ArrayList<>()).add(entry.partition());
      }
    }
    assertThat(statements).as("schema changes by their id").hasSize(STATEMENTS);
    statements.forEach(
        (id, where) -> assertThat(where).as(id).containsExactlyInAnyOrder(0, 1, 2, 3));
  }

  /** Heartbeats of both nodes later, with an end of the log that holds nothing more. */
  private void awaitQuiet() {
    for (Daemon daemon : daemons) {
      if (!Double.isNaN(daemon.metric("doppio_writer_transactions_total"))) {
        double before = daemon.metric("doppio_writer_commits_total");
        await("commits of a position by " + daemon.consolePort())
            .atMost(LIMIT)
            .until(() -> daemon.metric("doppio_writer_commits_total") > before + 1);
      }
    }
  }
}
