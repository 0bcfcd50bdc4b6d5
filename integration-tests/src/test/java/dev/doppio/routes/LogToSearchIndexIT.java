package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.IndexEqual;
import dev.doppio.guarantees.WholeAtTheIndex;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.IndexDocuments;
import dev.doppio.oracle.Journal;
import dev.doppio.schemas.failure.CrashPoint;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.AllTypes;
import dev.doppio.workload.Mailboxes;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A storage node's log is applied to a search index, which plain Lucene reads. */
final class LogToSearchIndexIT {
  private static final int PARTITIONS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private final MySqlServer source = Servers.source();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("found");
  private final Path index = Servers.workspace().folder("search", database);
  private final String config = Configs.applySearch(index, kafka, database, PARTITIONS);
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
  }

  @Test
  void theIndexEqualsTheSourceAndNeverShowsAPartOfATransactionAcrossDeathsOfTheApplier()
      throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("LogToSearchIndexIT -Dseed=" + seed);
    try (Connection types = Servers.connect(source);
        WholeAtTheIndex whole = new WholeAtTheIndex(index)) {
      Mailboxes mailboxes = new Mailboxes(here, database, new Journal(), seed);
      mailboxes.create();
      AllTypes.create(types, database);
      AllTypes.insert(types, database, 10);
      startBoth(
          "--set", "reader.assignment=all"); // alone, so that none of its deaths is waited for
      mailboxes.run(150);
      applier.kill();
      mailboxes.run(100);
      applier.start(
          "-D" + CrashPoint.PROPERTY + "=" + CrashPoint.APPLIER_CHECKPOINT_WRITTEN + ":3");
      assertThat(applier.awaitEnd()).as("died at its point").isEqualTo(CrashPoint.EXIT_CODE);
      AllTypes.insert(types, database, 20);
      AllTypes.change(types, database, 10);
      AllTypes.change(types, database, 20);
      applier.start();
      mailboxes.run(100);
      applier.kill();
      applier.start();
      mailboxes.run(100);
      awaitEqual();
      whole.check();
    }
    searched();
    assertThat(applier.terminate()).as("exit code after SIGTERM").isZero();
  }

  /** Beside the running daemon, and with the numbers that SQL gives. */
  private void searched() throws SQLException {
    String between = number("SELECT COUNT(*) FROM message WHERE stamp BETWEEN 100 AND 300");
    search("stamp:[100 TO 300] AND _table:message", "--limit", "1")
        .exits(0)
        .says("1 of " + between + " documents found in " + PARTITIONS + " partitions");
    String members = number("SELECT COUNT(*) FROM member");
    search("profile.a:\u00e9", "--limit", "1").exits(0).says("of " + members + " documents");
    search("_id:\"all_types/21\"", "--json")
        .exits(0)
        .says("\"table\":\"" + database + ".all_types\"", "\"tm\":\"-838:59:59.000000\"");
    search("nothing:here").exits(2).says("can't be asked: no document has a field 'nothing'");
  }

  @Test
  void changesOfATableReachTheIndexAndAPoisonedPlaceIsPassedByARecordedSkip() throws Exception {
    try (Statement sql = here.createStatement()) {
      sql.execute("CREATE DATABASE " + database);
      sql.execute("CREATE TABLE " + database + ".doc (id INT PRIMARY KEY, a VARCHAR(20), b INT)");
      sql.execute("CREATE TABLE " + database + ".gone (id INT PRIMARY KEY, v DATETIME(6))");
      insert(sql, 0, "'one', 1");
      sql.execute("INSERT INTO " + database + ".gone VALUES (1, NOW(6)), (2, NOW(6))");
      startBoth();
      awaitEqual();
      sql.execute("ALTER TABLE " + database + ".doc ADD COLUMN c VARCHAR(30)");
      insert(sql, 100, "'three', 3, 'see'");
      sql.execute("ALTER TABLE " + database + ".doc DROP COLUMN b, RENAME COLUMN a TO title");
      insert(sql, 200, "'four', 'sea'");
      sql.execute("DROP TABLE " + database + ".gone");
      awaitEqual();
      await().atMost(LIMIT).until(() -> IndexDocuments.of(index, "gone").isEmpty());

      poison();
      insert(sql, 300, "'five', 'c'");
      await().atMost(LIMIT).until(() -> applier.page("/ready").contains("STOPPED"));
      String offset = applier.page("/ready").replaceFirst("(?s).*offset (\\d+).*", "$1");
      skip(1, "0").exits(3).says("nothing was skipped");
      skip(0, offset).exits(0).says("skipped", offset);
      assertThat(applier.terminate()).isZero();
      applier.start();
      awaitEqual();
      assertThat(applier.metric("doppio_target_skipped_runs")).isEqualTo(1);
      assertThat(applier.said()).contains("was skipped by", "a producer of another team");
    }
    healthy();
    rebuilt();
  }

  /** Beside the daemon, which ends by itself when others have taken its indexes' place. */
  private void rebuilt() throws SQLException {
    Path before = live();
    try (Daemon anew =
        Daemon.start("rebuild-" + database, List.of("apply", "search", "--rebuild"), config)) {
      await().atMost(LIMIT).until(() -> !live().equals(before));
      assertThat(anew.isAlive()).isTrue();
      try (Statement sql = here.createStatement()) {
        insert(sql, 400, "'six', 'seven'");
      }
      await().atMost(LIMIT).untilAsserted(() -> new IndexEqual(here, index, database).check());
      assertThat(applier.awaitEnd()).as("exit code of the former").isEqualTo(3);
      assertThat(applier.lastWords()).contains("have taken the place of " + before);
      assertThat(anew.terminate()).isZero();
    }
  }

  private Path live() {
    try {
      return index.resolve(Files.readString(index.resolve("live")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void healthy() {
    String port = "console.port=" + applier.consolePort();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                Command.run(List.of("status"), config, "--set", port)
                    .exits(0)
                    .says("replica " + index + " of dc1", "running"));
    Command.run(List.of("doctor"), config).exits(0).says("ok           target");
  }

  private void startBoth(String... flags) {
    String node = "node-" + database;
    sidecar =
        Daemon.start(
            node, List.of("sidecar"), Configs.sidecar(node, source, kafka, database, PARTITIONS));
    sidecar.awaitReady();
    List<String> command = new ArrayList<>(List.of("apply", "search"));
    command.addAll(List.of(flags));
    applier = Daemon.start("search-" + database, command, config);
    applier.awaitReady();
  }

  private void awaitEqual() {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> new IndexEqual(here, index, database).check());
    assertThat(applier.metric("doppio_target_upserted_rows_total")).as("rows").isPositive();
  }

  private Command.Result search(String query, String... flags) {
    return Command.run(List.of("search", query), config, flags);
  }

  private Command.Result skip(int partition, String offset) {
    return Command.run(
        List.of("skip"),
        config,
        "--database",
        database,
        "--partition",
        Integer.toString(partition),
        "--offset",
        offset,
        "--reason",
        "a producer of another team");
  }

  private String number(String query) throws SQLException {
    here.setCatalog(database);
    try (Statement sql = here.createStatement();
        ResultSet row = sql.executeQuery(query)) {
      row.next();
      assertThat(row.getLong(1)).as(query).isPositive();
      return row.getString(1);
    }
  }

  private void insert(Statement sql, int first, String values) throws SQLException {
    for (int id = first; id < first + 20; id++) {
      sql.execute("INSERT INTO " + database + ".doc VALUES (" + id + ", " + values + ")");
    }
  }

  /** As a fat-fingered console producer would. */
  private void poison() {
    Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrap());
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("doppio." + database, 0, null, "oops".getBytes()));
    }
  }
}
