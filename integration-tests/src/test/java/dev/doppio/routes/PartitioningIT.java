package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.guarantees.TransactionsWholeInTheLog;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import dev.doppio.oracle.SqlRows;
import dev.doppio.schemas.Doppio;
import dev.doppio.schemas.partition.FoldingVerifier;
import dev.doppio.schemas.partition.MySqlCollations;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.OnePartitionAtATime;
import dev.doppio.servers.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents find their partition, whatever a collation calls equal and whoever masters it. */
final class PartitioningIT {
  private static final List<List<Integer>> ORDERS =
      List.of(
          List.of(0, 1, 2),
          List.of(0, 2, 1),
          List.of(1, 0, 2),
          List.of(1, 2, 0),
          List.of(2, 0, 1),
          List.of(2, 1, 0));
  private static final List<String> COLLATIONS =
      List.of(
          "utf8mb4_0900_ai_ci",
          "utf8mb4_general_ci",
          "utf8mb4_unicode_ci",
          "utf8mb4_bin",
          "latin1_swedish_ci");
  private final KafkaCluster kafka = Servers.kafka("dc1");

  @Test
  void keysThatDifferOnlyInCaseOrTrailingSpacesMoveBackAndForthInEveryOrderOfPartitions()
      throws Exception {
    MySqlServer source = Servers.source();
    String database = Servers.freshDatabase("names");
    try (Connection here = Servers.connect(source);
        Connection there = Servers.connect(Servers.replica())) {
      traffic(here, database);
      capture(source, database, () -> moreTraffic(here, database));
      assertThat(moves(LogDump.of(kafka.bootstrap(), database)))
          .as("transactions that took a document from one partition to another")
          .hasSizeGreaterThan(COLLATIONS.size());
      for (List<Integer> order : ORDERS) {
        forget(there, database);
        OnePartitionAtATime.apply(kafka, Servers.replica(), database, order);
        new ReplicaEqual(here, there, database).check();
      }
    }
  }

  /** GTIDs in several partitions: each a move, but for one insert of two documents a table. */
  private static Set<String> moves(LogDump log) {
    Map<String, Set<Integer>> partitions = new TreeMap<>();
    for (LogEntry entry : log.entries()) {
      entry
          .gtid()
          .filter(gtid -> !gtid.isEmpty() && entry.kind() == 0)
          .ifPresent(
              gtid ->
                  partitions.computeIfAbsent(gtid, g -> new TreeSet<>()).add(entry.partition()));
    }
    partitions.values().removeIf(several -> several.size() < 2);
    return partitions.keySet();
  }

  /** Some of the committed tables; {@code FoldingVerifier.COLLATIONS} names all. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "utf8mb4_0900_ai_ci",
        "latin1_swedish_ci",
        "latin1_general_ci",
        "ascii_general_ci",
        "latin1_bin"
      })
  void whateverTheServerCallsEqualFoldsEqual(String collation) throws SQLException {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("PartitioningIT -Dseed=" + seed);
    try (Connection connection = Servers.connect(Servers.source())) {
      FoldingVerifier verifier = new FoldingVerifier(new MySqlCollations(connection), seed);
      FoldingVerifier.Report report = verifier.verify(collation);
      assertThat(report.violations()).isEmpty();
      assertThat(report.shared()).as("characters that share a weight").isPositive();
      assertThat(report.equalPairs()).as("pairs that the server calls equal").isPositive();
      assertThat(verifier.verify(collation, text -> text).violations())
          .as("violations of a folding that folds nothing")
          .isNotEmpty();
    }
  }

  @Test
  void threeNodesWithTheSameSchemaNameShareOneTopicAndEachHashesOverItsOwnPartitions()
      throws Exception {
    String database = Servers.freshDatabase("shop");
    Map<String, String> owned = new TreeMap<>(Map.of("a", "0, 1", "b", "2, 3", "c", "4, 5"));
    List<String> nodes = List.copyOf(owned.keySet());
    nodes.parallelStream().forEach(name -> Servers.mysql("shard-" + name));
    List<Daemon> daemons = new ArrayList<>();
    Map<String, String> expected = new TreeMap<>();
    try (Connection there = Servers.connect(Servers.replica())) {
      for (String name : nodes) {
        execute(
            Servers.mysql("shard-" + name),
            "CREATE DATABASE " + database,
            "CREATE TABLE " + database + ".doc (id VARCHAR(20) PRIMARY KEY, v INT)");
        daemons.add(shard(name, owned.get(name), database));
      }
      Daemon applier = applier(Configs.apply(Servers.replica(), kafka, database, 6), database);
      daemons.add(applier);
      daemons.forEach(Daemon::awaitReady);
      for (String name : nodes) {
        expected.putAll(shardTraffic(name, database));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(SqlRows.of(there, database, "doc")).isEqualTo(expected));
      oneNodeDropsWhatTheOthersStillHave(applier, there, database, expected);
    } finally {
      daemons.forEach(Daemon::close);
    }
    LogDump log = LogDump.of(kafka.bootstrap(), database);
    new TransactionsWholeInTheLog(log).check();
    assertThat(log.byPartition()).hasSize(6);
    log.byPartition().forEach((number, entries) -> checkNode(entries, "abc".charAt(number / 2)));
  }

  private static void oneNodeDropsWhatTheOthersStillHave(
      Daemon applier, Connection there, String database, Map<String, String> expected)
      throws SQLException {
    execute(Servers.mysql("shard-a"), "ALTER TABLE " + database + ".doc DROP COLUMN v");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                applier.page("/ready").lines().filter(line -> line.contains("by hand")).count()
                    == 2);
    assertThat(SqlRows.of(there, database, "doc")).isEqualTo(expected);
  }

  @Test
  void inModeSchemaEachMySqlSchemaIsThePartitionThatItsNameEndsIn() throws Exception {
    String database = Servers.freshDatabase("box");
    List<String> schemas = List.of(database + "_0", database + "_1", database + "_2");
    MySqlServer source = Servers.source();
    for (String schema : schemas) {
      execute(
          source,
          "CREATE DATABASE " + schema,
          "CREATE TABLE " + schema + ".doc (id VARCHAR(60) PRIMARY KEY, v INT)",
          "INSERT INTO " + schema + ".doc VALUES ('before in " + schema + "', 1)");
    }
    String node = "node-" + database;
    String layout = database + ": {partitions: 3, mode: schema}";
    String apply =
        Configs.apply(Servers.replica(), kafka, database, 3)
            .replace("partitions: 3", "partitions: 3, schemas: " + schemas);
    try (Connection here = Servers.connect(source);
        Connection there = Servers.connect(Servers.replica());
        Daemon sidecar =
            Daemon.start(node, List.of("sidecar"), Configs.sidecar(node, source, kafka, layout));
        Daemon applier = applier(apply, database)) {
      sidecar.awaitReady();
      for (String schema : schemas) {
        execute(
            source,
            "INSERT INTO " + schema + ".doc VALUES ('after in " + schema + "', 2)",
            "UPDATE " + schema + ".doc SET v = v + 10");
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                for (String schema : schemas) {
                  new ReplicaEqual(here, there, schema).check();
                }
              });
    }
    checkSchemas(LogDump.of(kafka.bootstrap(), database));
  }

  private static void checkSchemas(LogDump log) {
    new TransactionsWholeInTheLog(log).check();
    log.byPartition()
        .forEach(
            (number, entries) ->
                assertThat(documents(entries))
                    .isNotEmpty()
                    .allSatisfy(e -> assertThat(e.key()).endsWith("_" + number)));
  }

  private static void checkNode(List<LogEntry> entries, char node) {
    assertThat(documents(entries))
        .isNotEmpty()
        .allSatisfy(e -> assertThat(e.key()).startsWith("doc/" + node));
  }

  private static List<LogEntry> documents(List<LogEntry> entries) {
    return entries.stream().filter(e -> e.value().length > 0 && !e.key().startsWith("!")).toList();
  }

  private Daemon shard(String name, String partitions, String database) {
    String node = "shard-" + name + "-" + database;
    String layout = database + ": {partitions: 6, mode: owned, owned: [" + partitions + "]}";
    MySqlServer mysql = Servers.mysql("shard-" + name);
    return Daemon.start(node, List.of("sidecar"), Configs.sidecar(node, mysql, kafka, layout));
  }

  private static Daemon applier(String yaml, String database) {
    return Daemon.start(
        "apply-" + database, List.of("apply", "mysql"), yaml + "daemon: {start-wait: 2m}\n");
  }

  /** Some inserts and updates; the rows that there are then. */
  private static Map<String, String> shardTraffic(String name, String database)
      throws SQLException {
    try (Connection connection = Servers.connect(Servers.mysql("shard-" + name));
        Statement sql = connection.createStatement()) {
      for (int i = 0; i < 40; i++) {
        sql.execute("INSERT INTO " + database + ".doc VALUES ('" + name + i + "', " + i + ")");
      }
      sql.execute("UPDATE " + database + ".doc SET v = v + 1000 WHERE v % 3 = 0");
      return SqlRows.of(connection, database, "doc");
    }
  }

  private static void execute(MySqlServer server, String... statements) throws SQLException {
    try (Connection connection = Servers.connect(server);
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }

  private static void traffic(Connection connection, String database) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("CREATE DATABASE " + database);
      for (String collation : COLLATIONS) {
        String charset = collation.substring(0, collation.indexOf('_'));
        sql.execute(
            "CREATE TABLE "
                + table(database, collation)
                + " (name VARCHAR(30) CHARACTER SET "
                + charset
                + " COLLATE "
                + collation
                + " NOT NULL, n INT NOT NULL, v INT, PRIMARY KEY (name, n))");
        sql.execute("INSERT INTO " + table(database, collation) + " VALUES ('old', 1, 1)");
      }
    }
  }

  private static void moreTraffic(Connection connection, String database) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      for (String collation : COLLATIONS) {
        String table = table(database, collation);
        sql.execute("INSERT INTO " + table + " VALUES ('bob', 1, 1), ('alice', 1, 1)");
        for (String name :
            List.of("BOB", "bob ", "Bob", "B\u00d6B", "bob", "BOB  ", "zo\u00eb", "ZOE")) {
          sql.execute(
              "UPDATE "
                  + table
                  + " SET name = '"
                  + name
                  + "', v = v + 1 WHERE v >= 1 AND"
                  + " name NOT LIKE 'alice' AND name NOT LIKE 'old'");
        }
        sql.execute("DELETE FROM " + table + " WHERE name LIKE 'alice'");
        sql.execute("INSERT INTO " + table + " VALUES ('ALICE', 1, 5)");
        sql.execute("UPDATE " + table + " SET n = 2, name = 'Old' WHERE name LIKE 'old'");
        sql.execute("UPDATE " + table + " SET n = 1, name = 'old' WHERE name LIKE 'old'");
        sql.execute("INSERT INTO " + table + " VALUES ('stra\u00dfe', 1, 1)");
        sql.execute("DELETE FROM " + table + " WHERE name LIKE 'stra\u00dfe'");
        sql.execute("INSERT INTO " + table + " VALUES ('STRASSE', 1, 2)");
      }
    }
  }

  private static String table(String database, String collation) {
    return database + ".t_" + collation;
  }

  /** Runs the sidecar over the traffic and ends it when the log has all of it. */
  private void capture(MySqlServer source, String database, Traffic traffic) throws Exception {
    String node = "node-" + database;
    try (Daemon sidecar =
        Daemon.start(node, List.of("sidecar"), Configs.sidecar(node, source, kafka, database, 3))) {
      sidecar.awaitReady();
      traffic.run();
      String last = "t_" + COLLATIONS.get(COLLATIONS.size() - 1) + "/STRASSE/1";
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  LogDump.of(kafka.bootstrap(), database).entries().stream()
                      .anyMatch(e -> e.key().equals(last)));
      assertThat(sidecar.terminate()).isZero();
    }
  }

  /** What a test does at the source while the sidecar runs. */
  private interface Traffic {
    void run() throws SQLException;
  }

  /** A replica that has never heard of any log. */
  private static void forget(Connection replica, String database) throws SQLException {
    try (Statement sql = replica.createStatement()) {
      sql.execute("DROP DATABASE IF EXISTS " + database);
      sql.execute("DROP DATABASE IF EXISTS " + Doppio.CHECKPOINT_SCHEMA);
    }
  }
}
