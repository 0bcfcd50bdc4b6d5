package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.SearchedEqual;
import dev.doppio.local.PrivateCa;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.local.opensearch.OpenSearchServer;
import dev.doppio.oracle.Journal;
import dev.doppio.oracle.SearchedDocuments;
import dev.doppio.schemas.failure.CrashPoint;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.servers.TlsDoor;
import dev.doppio.workload.AllTypes;
import dev.doppio.workload.Mailboxes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A storage node's log is applied to a real OpenSearch, by TLS and with a password: the server of
 * the tests knows neither, a door before it does. It is asked over plain HTTP.
 */
final class LogToOpenSearchIT {
  private static final int PARTITIONS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String ACCOUNT = "doppio";

  /** Which the file beside every configuration holds. */
  private static final String PASSWORD = "doppio";

  private final MySqlServer source = Servers.source();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final OpenSearchServer server = Servers.openSearch();
  private final TlsDoor door = new TlsDoor(server.uri(), ACCOUNT, PASSWORD);
  private final SearchedDocuments search = new SearchedDocuments(server.uri());
  private final String database = Servers.freshDatabase("opened");
  private final String prefix = database + "-";
  private Connection here;
  private Daemon sidecar;
  private Daemon applier;

  @BeforeEach
  void connect() {
    here = Servers.connect(source);
  }

  @AfterEach
  void end() throws SQLException {
    for (Daemon daemon : new Daemon[] {applier, sidecar}) {
      if (daemon != null) {
        daemon.close();
      }
    }
    here.close();
    door.close();
  }

  @Test
  void theIndexesEqualTheSourceAcrossADeathBetweenDocumentsAndCheckpoint() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("LogToOpenSearchIT -Dseed=" + seed);
    try (Connection types = Servers.connect(source)) {
      Mailboxes mailboxes = new Mailboxes(here, database, new Journal(), seed);
      mailboxes.create();
      AllTypes.create(types, database);
      AllTypes.insert(types, database, 10);
      mailboxes.run(100);
      startSidecar();
      // Of the types' JSON documents hardly two have a path of one type.
      applier = prepare("stored", "--set", "reader.assignment=all");
      applier.start("-D" + CrashPoint.PROPERTY + "=" + CrashPoint.APPLIER_ROWS_WRITTEN + ":40");
      applier.awaitReady();
      for (int i = 0; i < 500 && applier.isAlive(); i++) {
        mailboxes.run(2);
      }
      assertThat(applier.awaitEnd()).as("died at its point").isEqualTo(CrashPoint.EXIT_CODE);
      AllTypes.insert(types, database, 20);
      AllTypes.change(types, database, 10);
      applier.start();
      AllTypes.change(types, database, 20);
      mailboxes.run(100);
      awaitEqual();
    }
    assertThat(search.count(prefix + database + ".message", "{\"match\":{\"subject\":\"grüße\"}}"))
        .as("found by a word")
        .isPositive();
    assertThat(applier.terminate()).as("exit code after SIGTERM").isZero();
  }

  @Test
  void aMappingConflictStopsItsPartitionAloneAndNewIndexesTakeTheAlias() throws Exception {
    try (Statement sql = here.createStatement()) {
      sql.execute("CREATE DATABASE " + database);
      sql.execute("CREATE TABLE " + database + ".doc (id INT PRIMARY KEY, a VARCHAR(20), j JSON)");
      sql.execute("CREATE TABLE " + database + ".gone (id INT PRIMARY KEY, v DATETIME(6))");
      insert(sql, 0, "'one', '{\"n\": 1}'");
      sql.execute("INSERT INTO " + database + ".gone VALUES (1, NOW(6)), (2, NOW(6))");
      startSidecar();
      applier = prepare("object");
      applier.start();
      applier.awaitReady();
      sql.execute(
          "ALTER TABLE "
              + database
              + ".doc RENAME COLUMN a TO title, ADD c INT NOT NULL DEFAULT 7");
      insert(sql, 100, "'three', '{\"n\": 3}', 3");
      sql.execute("TRUNCATE TABLE " + database + ".gone");
      awaitEqual();

      sql.execute("INSERT INTO " + database + ".doc VALUES (200, 'bad', '{\"n\": {}}', 0)");
      await().atMost(LIMIT).until(() -> applier.page("/ready").contains("STOPPED"));
      assertThat(applier.page("/ready"))
          .contains("document doc/200", "can't be indexed", "[j.n] of type [long]");
      insert(sql, 300, "'four', '{\"n\": 4}', 4");
      await().atMost(LIMIT).until(() -> search.count(alias(), "{\"term\":{\"c\":4}}") > 5);
      passed();
      sql.execute("DELETE FROM " + database + ".doc WHERE id = 200");
      assertThat(applier.terminate()).isZero();
      applier.start();
      awaitEqual();
      assertThat(applier.metric("doppio_target_skipped_runs")).isEqualTo(1);
      assertThat(applier.said()).contains("was skipped by", "no object there");
    }
    healthy();
    refused();
    rebuilt();
  }

  private String alias() {
    return prefix + database + ".doc";
  }

  /** At the place that the daemon names. */
  private void passed() {
    Matcher at =
        Pattern.compile("of " + database + "/(\\d+) in run (\\d+:\\d+)")
            .matcher(applier.page("/ready"));
    assertThat(at.find()).as("partition and SCN of what stopped it").isTrue();
    List<String> command = List.of("skip", "--database", database, "--partition", at.group(1));
    Command.run(command, config("object"), "--scn", at.group(2), "--reason", "no object there")
        .exits(0)
        .says("skipped");
  }

  private void healthy() {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                Command.run(
                        List.of("status"),
                        config("object"),
                        "--set",
                        "console.port=" + applier.consolePort())
                    .exits(0)
                    .says("replica " + door.uri() + "/" + prefix + " of dc1", "running"));
    Command.run(List.of("doctor"), config("object")).exits(0).says("ok           target");
  }

  /** A node that is not to be trusted, and an account that is not let in. */
  private void refused() {
    PrivateCa ca = Servers.workspace().certificates();
    List<String> apply = List.of("apply", "opensearch");
    Path stranger = ca.issue("stranger").certificate();
    Command.run(apply, config("object", ACCOUNT, stranger), "--set", "daemon.start-wait=1s")
        .exits(4)
        .says(door.uri().toString(), "no TLS with this node", "target.opensearch.ca-file");
    Command.run(apply, config("object", "nobody", ca.certificate()))
        .exits(3)
        .says(door.uri().toString(), "HTTP 401", "target.opensearch.user and its password");
  }

  /** Beside the daemon, which ends by itself when others have taken its indexes' place. */
  private void rebuilt() throws SQLException {
    assertThat(search.behind(alias())).containsExactly(alias() + "-1");
    try (Daemon anew =
        Daemon.start(
            "rebuild-" + database, List.of("apply", "opensearch", "--rebuild"), config("object"))) {
      await().atMost(LIMIT).until(() -> search.behind(alias()).equals(List.of(alias() + "-2")));
      try (Statement sql = here.createStatement()) {
        insert(sql, 400, "'six', '{\"n\": 6}', 6");
      }
      awaitEqual();
      assertThat(applier.awaitEnd()).as("exit code of the former").isEqualTo(3);
      assertThat(applier.lastWords()).contains("have taken the place of");
      assertThat(anew.terminate()).isZero();
    }
  }

  private void startSidecar() {
    String node = "node-" + database;
    sidecar =
        Daemon.start(
            node, List.of("sidecar"), Configs.sidecar(node, source, kafka, database, PARTITIONS));
    sidecar.awaitReady();
  }

  private Daemon prepare(String json, String... flags) {
    List<String> command = new ArrayList<>(List.of("apply", "opensearch"));
    command.addAll(List.of(flags));
    return Daemon.prepare("opensearch-" + database, command, config(json));
  }

  private String config(String json) {
    return config(json, ACCOUNT, Servers.workspace().certificates().certificate());
  }

  private String config(String json, String account, Path authorities) {
    return Configs.applyOpenSearch(
        Configs.applyOpenSearch(door.uri(), json, kafka, database, PARTITIONS),
        account,
        authorities);
  }

  private void awaitEqual() {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> new SearchedEqual(here, search, prefix, database).check());
  }

  private void insert(Statement sql, int first, String values) throws SQLException {
    for (int id = first; id < first + 20; id++) {
      sql.execute("INSERT INTO " + database + ".doc VALUES (" + id + ", " + values + ")");
    }
  }
}
