package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doppio.local.Ports;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.SqlRows;
import dev.doppio.runbook.Example;
import dev.doppio.runbook.Operator;
import dev.doppio.runbook.Runbook;
import dev.doppio.runbook.Unit;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The runbook as an operator lives it: all is well, something breaks, the page's commands are typed
 * and answer what the page says, all is well again. Every console block of docs/operations.md is
 * played.
 */
final class OperatorJourneyIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PARTITIONS = 2;
  private static final String SECRET = "hunter2-Zq8";
  private static final String NEW_SECRET = "hunter3-Xw9";
  private static final String CONTENT = "dear-diary";

  private final MySqlServer source = Servers.mysql("journey-source");
  private final MySqlServer replica = Servers.mysql("journey-replica");
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("journey");
  private final String node = "node-" + database;
  private final Path folder = Servers.workspace().folder("journey");
  private final Path sidecarFile = folder.resolve("sidecar.yaml");
  private final Path applierFile = folder.resolve("apply-mysql.yaml");
  private final int sidecarPort = Ports.free();
  private final int applierPort = Ports.free();
  private final int twinPort = Ports.free();
  private final Daemon sidecar = Daemon.of(node, List.of("sidecar"), sidecarFile, sidecarPort);
  private final Daemon twin =
      Daemon.of(
          node + "-twin",
          List.of("sidecar", "--set", "console.port=" + twinPort),
          sidecarFile,
          twinPort);
  private final Daemon applier =
      Daemon.of("apply-" + database, List.of("apply", "mysql"), applierFile, applierPort);
  private final Runbook runbook = new Runbook();
  private final Operator operator = operator();
  private int documents;

  private Operator operator() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("/etc/doppio", folder.toString());
    names.put("mailbox", database);
    names.put("dc1/n1", "dc1/" + node);
    names.put("'new'", "'" + NEW_SECRET + "'");
    Map<String, Unit> units =
        Map.of(
            "doppio-sidecar", Unit.of(sidecar, Map.of()),
            "doppio-apply-mysql", Unit.of(applier, Map.of("DOPPIO_LOG_FORMAT", "json")),
            "kafka", Unit.of(kafka),
            "mysql", Unit.of(source));
    return new Operator(
        runbook, new Example(names), units, Map.of("source>", source, "replica>", replica));
  }

  @BeforeEach
  void theFlowIsSetUp() throws Exception {
    configure("[draft]");
    Files.writeString(
        applierFile,
        Configs.apply(replica, kafka, database, PARTITIONS)
                .replace("user: root", "user: doppio_apply")
                .replace("origin: dc1", "origin: dc1, timeout: 10s")
                .replace("file: password", "file: apply.password")
            + "console: {port: "
            + applierPort
            + "}\n");
    for (String account : List.of("sidecar", "apply")) {
      Files.writeString(folder.resolve(account + ".password"), SECRET + "\n");
      MySqlServer server = account.equals("sidecar") ? source : replica;
      String user = "doppio_" + account;
      sql(
          server,
          "CREATE USER " + user + " IDENTIFIED BY '" + SECRET + "'",
          "GRANT ALL ON *.* TO " + user);
    }
    Files.writeString(folder.resolve("new.password"), NEW_SECRET + "\n");
    sql(
        source,
        "CREATE DATABASE " + database,
        "CREATE TABLE " + database + ".message (id INT PRIMARY KEY, v VARCHAR(40))",
        "CREATE TABLE " + database + ".draft (id INT PRIMARY KEY, v VARCHAR(40))",
        "INSERT INTO " + database + ".draft VALUES (1, '" + CONTENT + "')");
  }

  /** What of the database is left out of the capture. */
  private void configure(String excluded) throws IOException {
    Files.writeString(
        sidecarFile,
        Configs.sidecar(node, source, kafka, database, PARTITIONS)
                .replace("user: root", "user: doppio_sidecar")
                .replace("writer: {", "writer: {log-timeout: 10s, heartbeat-interval: 1s, ")
                .replace("file: password", "file: sidecar.password")
            + "capture: {tables: {exclude: "
            + excluded.replace("draft", database + ".draft")
            + "}}\n"
            + "console: {port: "
            + sidecarPort
            + "}\n");
  }

  @AfterEach
  void itEnds() throws Exception {
    Files.writeString(Path.of("target", "journey.txt"), operator.transcript());
    applier.close();
    sidecar.close();
    twin.close();
    kafka.startAll();
    Servers.stop("journey-source", "journey-replica");
  }

  private static void sql(MySqlServer server, String... statements) throws SQLException {
    try (Connection connection = Servers.connect(server);
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }

  private void write(int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      String row = documents++ + ", '" + CONTENT + documents + "')";
      sql(source, "INSERT INTO " + database + ".message VALUES (" + row);
    }
  }

  @Test
  void everyBreakageIsMendedAsTheRunbookSays() throws Exception {
    write(20);
    operator.play("Start and stop");
    kafkaIsDown();
    theSourceIsDown();
    theReplicaRefusesWrites();
    rowsDiffer();
    aPartitionStops();
    nobodyApplies();
    theReplicaIsLost();
    twoSidecarsOfOneNode();
    aPasswordIsRotated();
    aTableIsAdded();
    binlogsArePurged();
    assertThat(runbook.left()).as("sections with console blocks that were not played").isEmpty();
    nothingToHideIsInTheLogs();
  }

  /** Nobody knows then how far the replica is behind: the applier is not ready. */
  private void kafkaIsDown() throws Exception {
    kafka.nodes().forEach(kafka::stop);
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(applier.page("/ready")).contains("does not answer"));
    operator.play("Kafka is down for hours");
  }

  private void theSourceIsDown() throws Exception {
    source.stop();
    operator.play("The storage node's MySQL is down");
  }

  private void theReplicaRefusesWrites() throws Exception {
    sql(replica, "SET GLOBAL super_read_only = ON");
    write(4);
    operator.play("The replica refuses writes");
  }

  private void rowsDiffer() throws Exception {
    sql(
        replica,
        "DELETE FROM " + database + ".message WHERE id = 3",
        "UPDATE " + database + ".message SET v = 'somebody' WHERE id = 4");
    operator.play("Rows differ");
  }

  private void aPartitionStops() throws Exception {
    sql(replica, "ALTER TABLE " + database + ".message ADD CONSTRAINT clean CHECK (v <> 'poison')");
    sql(source, "INSERT INTO " + database + ".message VALUES (1000, 'poison')");
    operator.play("A partition has stopped");
  }

  private void nobodyApplies() throws Exception {
    assertThat(applier.terminate()).isZero();
    write(25);
    operator.play("Lag grows");
  }

  private void theReplicaIsLost() throws Exception {
    assertThat(applier.terminate()).isZero();
    sql(replica, "DROP DATABASE " + database, "DROP DATABASE doppio");
    operator.play("A replica is lost");
    awaitEqual();
  }

  private void twoSidecarsOfOneNode() throws Exception {
    twin.start();
    twin.awaitReady();
    operator.play("Split brain suspected");
  }

  private void aPasswordIsRotated() throws Exception {
    assertThat(twin.terminate()).isZero();
    sidecar.start();
    sidecar.awaitReady();
    operator.play("A password is rotated");
  }

  private void aTableIsAdded() throws Exception {
    configure("[]");
    operator.play("A table is added to a live pipeline");
    assertThat(rows(replica, "draft")).hasSize(1);
  }

  /** The last breakage: this log can't be gone on with. */
  private void binlogsArePurged() throws Exception {
    assertThat(sidecar.terminate()).isZero();
    write(3);
    sql(source, "FLUSH BINARY LOGS", "PURGE BINARY LOGS BEFORE NOW() + INTERVAL 1 DAY");
    operator.play("Binlogs are purged");
  }

  private void awaitEqual() throws SQLException {
    Map<String, String> written = rows(source, "message");
    assertThat(written).hasSizeGreaterThan(20);
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(rows(replica, "message")).isEqualTo(written));
  }

  private Map<String, String> rows(MySqlServer server, String table) throws SQLException {
    try (Connection connection = Servers.connect(server)) {
      return SqlRows.of(connection, database, table);
    }
  }

  /**
   * Nor in what was answered; the applier's lines are JSON, those about a place with its fields.
   */
  private void nothingToHideIsInTheLogs() throws IOException {
    assertThat(operator.transcript()).contains("healthy").doesNotContain(SECRET, CONTENT);
    for (Daemon daemon : List.of(sidecar, twin, applier)) {
      assertThat(daemon.said())
          .contains("ready: ")
          .doesNotContain(SECRET, NEW_SECRET, CONTENT, "poison");
    }
    ObjectMapper json = new ObjectMapper();
    Set<String> fields = new TreeSet<>();
    for (String line : applier.said().lines().toList()) {
      JsonNode entry = json.readTree(line);
      assertThat(entry.get("formattedMessage").asText()).isNotBlank();
      entry.path("mdc").fieldNames().forEachRemaining(fields::add);
    }
    assertThat(fields).contains("partition", "scn", "gtid");
  }
}
