package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.AllTypes;
import dev.doppio.workload.Hand;
import dev.doppio.workload.IndexDamage;
import dev.doppio.workload.TableDamage;
import dev.doppio.workload.VersionedRows;
import java.io.IOException;
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
import org.junit.jupiter.api.Test;

/** A search index and tables in Hadoop are compared with their source while it is written to. */
final class VerifyTargetsIT {
  private static final int PARTITIONS = 4;
  private static final int ROWS = 9_000;
  private static final int BUSY = ROWS * 4 / 5;

  /** So that a document is left alone for longer than tables need to have its last change. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final MySqlServer source = Servers.source();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("kept");
  private final String node = "node-" + database;
  private final Path index = Servers.workspace().folder("search", database);
  private final Path warehouse = Servers.workspace().folder("warehouse", database);
  private final String sidecar = Configs.sidecar(node, source, kafka, database, PARTITIONS);
  private final String search = Configs.applySearch(index, kafka, database, PARTITIONS);
  private final String hadoop =
      Configs.applyHadoop(warehouse.toString(), kafka, database, PARTITIONS);
  private final Path sidecarFile = Daemon.configuration("sidecar", sidecar);
  private final Path searchFile = Daemon.configuration("search", search);
  private final Path hadoopFile = Daemon.configuration("hadoop", hadoop);
  private final Connection here = Servers.connect(source);

  @AfterEach
  void disconnect() throws SQLException {
    here.close();
  }

  @Test
  void whatAnIndexAndTablesHaveOtherwiseIsFoundAndNothingElseBesideWrites() throws Exception {
    tables();
    try (Daemon capture = Daemon.start(node, List.of("sidecar"), sidecar);
        Daemon indexer = Daemon.start("search-" + database, List.of("apply", "search"), search);
        Daemon loader = Daemon.start("load-" + database, List.of("apply", "hadoop"), hadoop)) {
      capture.awaitReady();
      indexer.awaitReady();
      loader.awaitReady();
      try (VersionedRows writes = VersionedRows.write(source, database, 1, BUSY, 1, PAUSE)) {
        verify(searchFile).exits(0).says("EQUAL");
        verify(hadoopFile).exits(0).says("EQUAL");
        indexer.kill();
        loader.kill();
        Map<String, String> damage = damageOfIndex();
        assertThat(damageOfTables()).isEqualTo(damage);
        indexer.start();
        loader.start();
        theDamageIsFound(searchFile, damage, "doppio replay --into-target --anew");
        writes.stop(); // each snapshot that comes meanwhile is scanned as a whole
        theDamageIsFound(hadoopFile, damage, "doppio replay --into-target");
      }
    }
  }

  private Command.Result verify(Path applier, String... arguments) {
    List<String> line = new ArrayList<>(List.of("verify"));
    line.addAll(List.of("--config", sidecarFile.toString(), "--config", applier.toString()));
    line.addAll(List.of(arguments));
    return Command.run(line);
  }

  private void tables() throws SQLException {
    VersionedRows.create(here, database, ROWS);
    AllTypes.create(here, database);
    for (int i = 0; i < 40; i++) {
      AllTypes.insert(here, database, 1 + 10L * i);
    }
    try (Statement sql = here.createStatement()) {
      sql.execute(
          ("CREATE TABLE @.name (name VARCHAR(20) CHARACTER SET latin1, day DATE, v VARCHAR(20),"
                  + " PRIMARY KEY (name, day)) COLLATE utf8mb4_0900_ai_ci")
              .replace("@", database));
      sql.execute(
          "INSERT INTO @.name VALUES ('bob', '2026-01-02', 'text'), ('K\u00e4se', '2026-01-02', 'x')"
              .replace("@", database));
    }
  }

  private Map<String, String> damageOfIndex() throws Exception {
    Map<String, String> damage = new TreeMap<>();
    try (IndexDamage hand = new IndexDamage(index, database, PARTITIONS)) {
      damage.putAll(doc(hand));
      damage.putAll(name(hand));
      damage.putAll(oneColumnOfEachType(hand));
    }
    return damage;
  }

  private Map<String, String> damageOfTables() throws Exception {
    Map<String, String> damage = new TreeMap<>();
    try (TableDamage hand = table("doc")) {
      damage.putAll(doc(hand));
    }
    try (TableDamage hand = table("name")) {
      damage.putAll(name(hand));
    }
    try (TableDamage hand = table("all_types")) {
      damage.putAll(oneColumnOfEachType(hand));
    }
    return damage;
  }

  private TableDamage table(String name) throws IOException {
    return new TableDamage("file:" + warehouse, database, name);
  }

  private static Map<String, String> doc(Hand hand) throws IOException {
    String last = "doc/" + ROWS;
    hand.set("doc/" + (ROWS - 1), "body", "v".repeat(79) + "w");
    hand.add("doc/" + (ROWS - 2), "doc/" + (ROWS + 7));
    hand.delete(last);
    return Map.of("doc/" + (ROWS - 1), "different", last, "missing", "doc/" + (ROWS + 7), "extra");
  }

  private static Map<String, String> name(Hand hand) throws IOException {
    hand.move("name/bob/2026-01-02", "name/BOB/2026-01-02");
    hand.add("name/K%C3%A4se/2026-01-02", "name/%C3%9Cber/2026-01-02");
    return Map.of(
        "name/bob/2026-01-02",
        "missing",
        "name/BOB/2026-01-02",
        "extra",
        "name/%C3%9Cber/2026-01-02",
        "extra");
  }

  /** Column by column a document gets the value of another one. */
  private Map<String, String> oneColumnOfEachType(Hand hand) throws IOException, SQLException {
    Map<String, String> damage = new TreeMap<>();
    List<String> columns = new ArrayList<>();
    try (Statement sql = here.createStatement();
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
      String key = "all_types/" + (1 + 10L * i);
      hand.copy(key, columns.get(i), "all_types/392");
      damage.put(key, "different");
    }
    return damage;
  }

  private void theDamageIsFound(Path applier, Map<String, String> damage, String remedy)
      throws IOException {
    Path report = Servers.workspace().folder("reports").resolve(node + applier.hashCode());
    verify(applier, "--report", report.toString())
        .exits(1)
        .says("DIFFERENT: " + damage.size() + " differences; ", remedy);
    Map<String, String> found = new TreeMap<>();
    for (String line : Files.readAllLines(report)) {
      JsonNode finding = JSON.readTree(line);
      assertThat(found.put(finding.get("key").asText(), finding.get("kind").asText())).isNull();
    }
    assertThat(found).isEqualTo(damage);
    verify(applier, "--repair").exits(2).says("--repair writes to MySQL replicas alone", remedy);
  }
}
