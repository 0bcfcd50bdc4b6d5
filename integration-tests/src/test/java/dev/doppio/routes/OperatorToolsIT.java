package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import dev.doppio.oracle.SqlRows;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * What an operator asks of a flow that runs and that stands still; what breaks: OperatorJourneyIT.
 */
final class OperatorToolsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PARTITIONS = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final MySqlServer source = Servers.source();
  private final MySqlServer replica = Servers.replica();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("tools");
  private final String node = "node-" + database;
  private final String sidecarYaml = Configs.sidecar(node, source, kafka, database, PARTITIONS);
  private final String applyYaml = Configs.apply(replica, kafka, database, PARTITIONS);
  private final List<String> configurations = new ArrayList<>();
  private int documents;

  private void configuration(Daemon daemon, String yaml) {
    String withConsole = yaml + "console: {port: " + daemon.consolePort() + "}\n";
    configurations.add("--config");
    configurations.add(Daemon.configuration("operator", withConsole).toString());
  }

  private Command.Result doppio(String... command) {
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(configurations);
    return Command.run(line);
  }

  private JsonNode status() {
    try {
      return JSON.readTree(doppio("status", "--json").output());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long sum(JsonNode rows, String field) {
    return StreamSupport.stream(rows.spliterator(), false)
        .peek(row -> assertThat(row.get(field).isNumber()).as("%s of %s", field, row).isTrue())
        .mapToLong(row -> row.get(field).asLong())
        .sum();
  }

  @Test
  void statusTellsHealthAndLag() throws Exception {
    try (Connection here = Servers.connect(source);
        Connection there = Servers.connect(replica);
        Statement sql = here.createStatement()) {
      sql.execute("CREATE DATABASE " + database);
      sql.execute("CREATE TABLE " + database + ".doc (id INT PRIMARY KEY, v VARCHAR(20))");
      try (Daemon sidecar = Daemon.start(node, List.of("sidecar"), sidecarYaml);
          Daemon applier =
              Daemon.start("apply-" + database, List.of("apply", "mysql"), applyYaml)) {
        sidecar.awaitReady();
        configuration(sidecar, sidecarYaml);
        configuration(applier.awaitReady(), applyYaml);
        insert(sql, 30);
        await().atMost(LIMIT).until(() -> SqlRows.of(there, database, "doc").size() == documents);
        allIsWell();
        doppio("doctor")
            .exits(0)
            .says("WARNING      log topics: topic doppio." + database + " has 1 replicas")
            .says("ok           source", "ok           ledger", "ok           checkpoints");
        theLogIsFollowed();
        sql.execute("ALTER TABLE " + database + ".doc ADD tag VARCHAR(5)");
        tailEndsInOrder(sql);
        bothVersionsOfTheTableAreKnown();
        theLogIsReplayed();
        assertThat(applier.terminate()).isZero();
        insert(sql, 25);
        nobodyApplies(25);
      }
    }
  }

  private void allIsWell() {
    doppio("status").exits(0).says("log of dc1 at ", database + "/1", "running", "healthy");
    JsonNode status = status();
    assertThat(status.get("exitCode").asInt()).as("%s", status).isZero();
    JsonNode log = status.at("/logs/0");
    assertThat(log.at("/storageNodes/0/node").asText()).isEqualTo("dc1/" + node);
    assertThat(log.at("/storageNodes/0/sidecar").asText()).isEqualTo("ready");
    assertThat(log.at("/storageNodes/0/lossWindowTransactions").isNumber()).isTrue();
    assertThat(log.at("/storageNodes/0/lossWindowSeconds").isNumber()).isTrue();
    assertThat(sum(log.get("partitions"), "transactions")).isEqualTo(documents);
    assertThat(sum(status.at("/consumers/0/partitions"), "lagTransactions")).isZero();
    for (JsonNode partition : log.get("partitions")) {
      assertThat(partition.get("owner").asText()).isEqualTo("dc1/" + node);
      assertThat(partition.get("mastership").asText()).isEqualTo("open");
    }
    for (JsonNode partition : status.at("/consumers/0/partitions")) {
      assertThat(partition.get("state").asText()).isEqualTo("running");
      assertThat(partition.get("failure").isNull()).isTrue();
    }
  }

  private Command.Result one(String... command) {
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(configurations.subList(0, 2));
    return Command.run(line);
  }

  /** From a place that a plain consumer has found. */
  private void theLogIsFollowed() {
    LogEntry seventh =
        LogDump.of(kafka.bootstrap(), database).entries().stream()
            .filter(entry -> entry.key().equals("doc/7"))
            .findFirst()
            .orElseThrow();
    String partition = Integer.toString(seventh.partition());
    String scn = seventh.generation() + ":" + seventh.sequence();
    one("tail", "--partition", partition, "--from", "scn:" + scn, "--max", "1")
        .exits(0)
        .says(
            database + "/" + partition + "  " + scn + "  ",
            "dc1/" + node,
            "INSERT " + database + ".doc doc/7 {\"id\":7,\"v\":\"x\"}");
    one("tail", "--partition", "0", "--from", "offset:999999")
        .exits(2)
        .says("is not in this copy of the log", "nothing was read");
  }

  /** All documents, each once, though it is told to end in mid-flow. */
  private void tailEndsInOrder(Statement sql) throws Exception {
    List<String> command = List.of("tail", "--json", "--from", "begin");
    try (Daemon tail = Daemon.start("tail-" + database, command, applyYaml)) {
      insert(sql, 5);
      List<String> keys = IntStream.range(0, documents).mapToObj(id -> "doc/" + id).toList();
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(keysIn(tail)).containsExactlyInAnyOrderElementsOf(keys));
      assertThat(tail.said()).contains("\"operation\":\"SCHEMA\"", "ADD tag VARCHAR(5)");
      assertThat(tail.terminate()).isZero();
    }
  }

  private static List<String> keysIn(Daemon tail) throws IOException {
    List<String> keys = new ArrayList<>();
    for (String line : tail.said().lines().filter(line -> line.startsWith("{")).toList()) {
      JsonNode change = JSON.readTree(line);
      if (change.get("operation").asText().equals("INSERT")) {
        assertThat(change.get("end").asBoolean()).isTrue();
        keys.add(change.get("key").asText());
      }
    }
    return keys;
  }

  private void bothVersionsOfTheTableAreKnown() {
    String table = database + ".doc";
    one("schema", "diff", table).exits(0).says("+  tag     -       varchar(5) utf8mb4_0900_ai_ci");
  }

  /** All of it, a part, and behind a part; the same places that a plain consumer sees. */
  private void theLogIsReplayed() throws Exception {
    List<LogEntry> log = LogDump.of(kafka.bootstrap(), database).entries();
    List<String> keys = keys(log);
    String all = one("replay").exits(0).output();
    assertThat(replayed(all)).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(all).contains("\"operation\":\"SCHEMA\"", "ADD tag VARCHAR(5)");
    one("replay", "--dry-run")
        .exits(0)
        .says(database + "/0: ", ", from 1:", keys.size() + " changes in " + (keys.size() + 2));
    assertThat(replayed(one("replay", "--key", "doc/7", "--operation", "insert").output()))
        .containsExactly("doc/7");
    LogEntry seventh =
        log.stream().filter(entry -> entry.key().equals("doc/7")).findFirst().orElseThrow();
    List<LogEntry> mine =
        log.stream().filter(entry -> entry.partition() == seventh.partition()).toList();
    List<LogEntry> from = mine.subList(mine.indexOf(seventh), mine.size());
    String place = seventh.generation() + ":" + seventh.sequence();
    String scn = seventh.partition() + ":" + place;
    assertThat(replayed(one("replay", "--scn", scn).output())).isEqualTo(keys(from));
    assertThat(replayed(one("replay", "--after", scn).output()))
        .isEqualTo(keys(from.subList(1, from.size())));
    assertThat(replayed(one("replay", "--scn", scn, "--until-scn", scn).output()))
        .containsExactly("doc/7");
    aFileIsTakenUpAgain(keys);
    one("replay", "--scn", scn, "--until-scn", seventh.partition() + ":1:0")
        .exits(2)
        .says("the end 1:0 is before the start " + place, "nothing was brought");
    one("replay", "--scn", seventh.partition() + ":7:1")
        .exits(2)
        .says("is not in this copy of the log", "nothing was read");
    one("replay", "--after", "0:7:1").exits(2).says("run 7:1 is not in this copy of the log");
    one("replay", "--until-scn", "0:7:1").exits(2).says("is behind the log's last run");
    one("replay", "--offset", "9:1").exits(2).says("has the partitions 0 to 1");
  }

  private void aFileIsTakenUpAgain(List<String> keys) throws Exception {
    Path file = Files.createTempDirectory("replay").resolve("changes.json");
    one("replay", "--into-file", file.toString()).exits(0).says("changes in");
    String whole = Files.readString(file);
    assertThat(replayed(whole)).containsExactlyInAnyOrderElementsOf(keys);
    one("replay", "--into-file", file.toString()).exits(2).says("exists", "--resume");
    Files.writeString(file, whole.substring(0, whole.length() / 2));
    one("replay", "--into-file", file.toString(), "--resume").exits(0);
    assertThat(Files.readString(file).lines().toList())
        .containsExactlyInAnyOrderElementsOf(whole.lines().toList());
    Files.delete(file);
    Files.delete(file.getParent());
  }

  private static List<String> keys(List<LogEntry> log) {
    return log.stream().map(LogEntry::key).filter(key -> key.startsWith("doc/")).toList();
  }

  private static List<String> replayed(String output) throws IOException {
    List<String> keys = new ArrayList<>();
    for (String line : output.lines().filter(line -> line.startsWith("{")).toList()) {
      JsonNode change = JSON.readTree(line);
      if (change.has("key")) {
        keys.add(change.get("key").asText());
      }
    }
    return keys;
  }

  /** What was written meanwhile is in the log, and is all that the replica lacks. */
  private void nobodyApplies(int transactions) {
    await().atMost(LIMIT).until(() -> documentsInTheLog() == documents);
    JsonNode status = status();
    JsonNode log = status.at("/logs/0");
    assertThat(sum(log.get("partitions"), "transactions")).isEqualTo(documents);
    assertThat(log.at("/storageNodes/0/lossWindowTransactions").asText()).isEqualTo("0");
    JsonNode behind = status.at("/consumers/0/partitions");
    assertThat(sum(behind, "lagTransactions")).isEqualTo(transactions);
    assertThat(sum(behind, "lagBytes")).isPositive();
    assertThat(status.get("exitCode").asInt()).isEqualTo(6);
    assertThat(status.at("/troubles").findValuesAsText("what"))
        .contains("nobody applies it: start 'doppio apply', or read why it stopped in its log");
  }

  private long documentsInTheLog() {
    return LogDump.of(kafka.bootstrap(), database).entries().stream()
        .filter(entry -> entry.key().startsWith("doc/"))
        .count();
  }

  private void insert(Statement sql, int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      sql.execute("INSERT INTO " + database + ".doc (id, v) VALUES (" + documents++ + ", 'x')");
    }
  }
}
