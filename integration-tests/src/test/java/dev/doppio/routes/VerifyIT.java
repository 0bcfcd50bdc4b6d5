package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.local.Ports;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.AllTypes;
import dev.doppio.workload.VersionedRows;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A replica is compared with its source, and repaired, while both are written to. */
final class VerifyIT {
  private static final int PARTITIONS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final MySqlServer source = Servers.source();
  private final MySqlServer replica = Servers.replica();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("verified");
  private final String node = "node-" + database;
  private final Connection here = Servers.connect(source);
  private final Connection there = Servers.connect(replica);
  private final Path sidecarFile =
      Daemon.configuration("sidecar", Configs.sidecar(node, source, kafka, database, PARTITIONS));
  private final Path applierFile =
      Daemon.configuration("apply", Configs.apply(replica, kafka, database, PARTITIONS));
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("verify");
  }

  @AfterEach
  void disconnect() throws SQLException, IOException {
    here.close();
    there.close();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private List<String> command(String... arguments) {
    List<String> line = new ArrayList<>(List.of("verify"));
    line.addAll(List.of("--config", sidecarFile.toString(), "--config", applierFile.toString()));
    line.addAll(List.of(arguments));
    return line;
  }

  private Command.Result verify(String... arguments) {
    return Command.run(command(arguments));
  }

  private Daemon sidecar() {
    return Daemon.start(
        node, List.of("sidecar"), Configs.sidecar(node, source, kafka, database, PARTITIONS));
  }

  private Daemon applier() {
    return Daemon.start(
        "apply-" + database,
        List.of("apply", "mysql"),
        Configs.apply(replica, kafka, database, PARTITIONS));
  }

  private void sql(Connection connection, String... statements) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement.replace("@", database + "."));
      }
    }
  }

  private long count(Connection connection, String query) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(query.replace("@", database + "."))) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void everyKindOfDamageIsFoundAndRepairedBesideAWriteLoad() throws Exception {
    damaged(50_000);
  }

  @Test
  @Tag("all-cases")
  void everyKindOfDamageIsFoundInAMillionRows() throws Exception {
    damaged(1_000_000);
  }

  private void damaged(int rows) throws Exception {
    tables(rows);
    int busy = rows * 4 / 5;
    try (Daemon sidecar = sidecar();
        Daemon applier = applier()) {
      sidecar.awaitReady();
      applier.awaitReady();
      verify().exits(0).says("EQUAL");
      try (VersionedRows writes = VersionedRows.write(source, database, 2, busy, 1)) {
        Map<String, String> damage = damage(rows);
        theDamageIsFound(damage);
        wrongCharsetsAreFound();
        Command.Result repair = verify("--repair");
        repair.exits(0).says("EQUAL, after " + damage.size() + " repairs", "repaired");
        verify().exits(0).says("EQUAL");
        aDaemonKeepsLooking();
        writes.stop();
      }
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> new ReplicaEqual(here, there, database).check());
      assertThat(applier.metric("doppio_target_drift_rows_total")).as("drift").isZero();
    }
    String repaired = "SELECT COUNT(*) FROM doppio.repaired WHERE table_schema = '" + database;
    assertThat(count(there, repaired + "' AND was = 'missing'")).isEqualTo(502);
    assertThat(count(there, repaired + "' AND was = 'extra'")).isEqualTo(2);
  }

  private void tables(int rows) throws SQLException {
    VersionedRows.create(here, database, rows);
    AllTypes.create(here, database);
    for (int i = 0; i < 40; i++) {
      AllTypes.insert(here, database, 1 + 10L * i);
    }
    sql(
        here,
        "CREATE TABLE @name (name VARCHAR(20) COLLATE utf8mb4_0900_ai_ci PRIMARY KEY, v"
            + " VARCHAR(20) COLLATE utf8mb4_0900_ai_ci)",
        "INSERT INTO @name VALUES ('bob', 'text'), ('eve', 'text'), ('ann', 'text'), ('joe', ''),"
            + " ('sue', NULL)",
        "CREATE TABLE @gone (id INT PRIMARY KEY, v INT)",
        "INSERT INTO @gone SELECT id, 1 FROM @doc WHERE id <= 500",
        "CREATE TABLE @local (id INT PRIMARY KEY, v VARCHAR(20) CHARACTER SET utf8mb4)",
        "INSERT INTO @local VALUES (1, 'plain'), (2, 'Käse')");
  }

  /** Documents that nobody writes to; by table and key, and what verify has to call it. */
  private Map<String, String> damage(int rows) throws SQLException {
    Map<String, String> damage = new TreeMap<>();
    String last = Integer.toString(rows);
    sql(
        there,
        "UPDATE @doc SET body = CONCAT(LEFT(body, 79), 'w') WHERE id = " + (rows - 1),
        "DELETE FROM @doc WHERE id = " + last,
        "INSERT INTO @doc VALUES (" + (rows + 7) + ", 1, 'extra')",
        "UPDATE @name SET name = 'BOB' WHERE name = 'bob'",
        "UPDATE @name SET v = 'TEXT' WHERE name = 'eve'",
        "UPDATE @name SET v = 'text ' WHERE name = 'ann'",
        "UPDATE @name SET v = NULL WHERE name = 'joe'",
        "UPDATE @name SET v = '' WHERE name = 'sue'",
        "TRUNCATE TABLE @gone");
    damage.put("doc/" + (rows - 1), "different");
    damage.put("doc/" + last, "missing");
    damage.put("doc/" + (rows + 7), "extra");
    damage.put("name/bob", "missing");
    damage.put("name/BOB", "extra");
    for (String name : List.of("eve", "ann", "joe", "sue")) {
      damage.put("name/" + name, "different");
    }
    for (int id = 1; id <= 500; id++) {
      damage.put("gone/" + id, "missing");
    }
    damage.putAll(oneColumnOfEachType());
    return damage;
  }

  /** Column by column a row gets the value of another one. */
  private Map<String, String> oneColumnOfEachType() throws SQLException {
    Map<String, String> damage = new TreeMap<>();
    List<String> columns = new ArrayList<>();
    try (Statement sql = there.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = '"
                    + database
                    + "' AND table_name = 'all_types' AND generation_expression = '' AND"
                    + " column_name NOT IN ('id', 'hidden', 'by_default')")) {
      while (row.next()) {
        columns.add(row.getString(1));
      }
    }
    assertThat(columns).hasSizeGreaterThan(30);
    for (int i = 0; i < columns.size(); i++) {
      long id = 1 + 10L * i;
      String column = columns.get(i);
      sql(
          there,
          "UPDATE @all_types one JOIN @all_types other ON other.id = 392 SET one."
              + (column + " = other." + column)
              + " WHERE one.id = "
              + id);
      damage.put("all_types/" + id, "different");
    }
    return damage;
  }

  private void theDamageIsFound(Map<String, String> damage) throws IOException {
    Path report = folder.resolve("report.json");
    Command.Result result = verify("--report", report.toString(), "--dry-run");
    result.exits(1).says("DIFFERENT: " + damage.size() + " differences", "more; --report FILE");
    Map<String, String> found = new TreeMap<>();
    for (String line : Files.readAllLines(report)) {
      JsonNode finding = JSON.readTree(line);
      assertThat(finding.get("repaired").asBoolean()).isFalse();
      found.put(finding.get("key").asText(), finding.get("kind").asText());
    }
    assertThat(found).isEqualTo(damage);
    assertThat(Files.readString(report)).doesNotContain("TEXT", "live");
    verify("--report", report.toString()).exits(2).says("exists: name another file");
  }

  private void aDaemonKeepsLooking() throws Exception {
    int port = Ports.free();
    List<String> command = command("--continuous", "--every", "200ms", "--console-port");
    command.add(Integer.toString(port));
    command.addAll(List.of("--tables", database + ".name," + database + ".gone"));
    List<String> line = new ArrayList<>(Daemon.java());
    line.addAll(command);
    Path out = Servers.workspace().folder("logs").resolve("verify-daemon-" + database);
    Process daemon =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      await().atMost(LIMIT).until(() -> figure(port, "doppio_verify_passes_total") >= 1);
      assertThat(figure(port, "doppio_verify_differences")).isZero();
      sql(there, "UPDATE @gone SET v = 2 WHERE id = 1");
      await().atMost(LIMIT).until(() -> figure(port, "doppio_verify_differences") == 1);
      sql(there, "UPDATE @gone SET v = 1 WHERE id = 1");
      await().atMost(LIMIT).until(() -> figure(port, "doppio_verify_differences") == 0);
      daemon.destroy();
      assertThat(daemon.waitFor()).as("exit code").isZero();
      assertThat(out).content().contains("different", database + ".gone  gone/1");
    } finally {
      daemon.destroyForcibly();
    }
  }

  /** Not a number before the daemon answers. */
  private static double figure(int port, String metric) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    try {
      return HttpClient.newHttpClient()
          .send(request, HttpResponse.BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith(metric + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException notYet) {
      return Double.NaN;
    }
  }

  private void wrongCharsetsAreFound() throws SQLException {
    sql(there, "ALTER TABLE @local MODIFY v VARCHAR(20) CHARACTER SET latin1");
    verify("--tables", database + ".local")
        .exits(1)
        .says("structure", "latin1", "different", "local/2", "DIFFERENT: 2 differences");
    sql(there, "ALTER TABLE @local MODIFY v VARCHAR(20) CHARACTER SET utf8mb4");
  }

  @Test
  void aComparisonThatIsKilledGoesOnWhereItWas() throws Exception {
    int rows = 60_000;
    VersionedRows.create(here, database, rows);
    try (Daemon sidecar = sidecar();
        Daemon applier = applier()) {
      sidecar.awaitReady();
      applier.awaitReady();
      Path state = folder.resolve("state.json");
      List<String> command = new ArrayList<>(List.of("verify", "--config", applierFile.toString()));
      command.addAll(List.of("--rate", "8000", "--resume", state.toString()));
      try (Daemon slow =
          Daemon.prepare("verify-" + database, command, Files.readString(sidecarFile))) {
        endedHalfWay(slow, state);
      }
      long done = equal(state);
      long before = rowsRead();
      verify("--resume", state.toString()).exits(0).says("60,000 documents are equal", "EQUAL");
      // Each row twice: once for the end of its stretch, once for its digest.
      assertThat(rowsRead() - before)
          .as("rows read by the last run, behind %d", done)
          .isBetween(1_000L, 2 * (rows - done) + 2_000);
      assertThat(state).doesNotExist();
      badInput();
      applier.terminate();
      sql(here, "UPDATE @doc SET body = 'new' WHERE id <= 100");
      verify("--patience", "2s")
          .exits(6)
          .says("the replica did not apply in 2 s what the log has", database + "/0 stands at");
    }
  }

  /** By SIGKILL, and then by SIGTERM. */
  private void endedHalfWay(Daemon slow, Path state) throws IOException {
    slow.start();
    long first = awaitProgress(state, 0);
    slow.kill();
    slow.start();
    awaitProgress(state, first);
    assertThat(slow.terminate()).isEqualTo(8);
    assertThat(slow.said()).contains("stopped before its end; the same command goes on");
  }

  private static long awaitProgress(Path state, long beyond) throws IOException {
    await().atMost(LIMIT).until(() -> Files.exists(state) && equal(state) > beyond);
    return equal(state);
  }

  private static long equal(Path state) throws IOException {
    return JSON.readTree(state.toFile()).get("equal").asLong();
  }

  private long rowsRead() throws SQLException {
    try (Statement sql = here.createStatement();
        ResultSet row = sql.executeQuery("SHOW GLOBAL STATUS LIKE 'Innodb_rows_read'")) {
      row.next();
      return row.getLong(2);
    }
  }

  private void badInput() {
    verify("--tables", database + ".nothing").exits(2).says("no captured table", "doc");
    verify("--partitions", "9").exits(2).says("the replica has [0, 1, 2, 3]");
  }
}
