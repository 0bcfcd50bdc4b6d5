package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.AllTypes;
import dev.doppio.workload.SteadyWrites;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The log again under another prefix, byte for byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TopicReplayIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PARTITIONS = 2;

  private final MySqlServer source = Servers.source();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("topics");
  private final String node = "node-" + database;
  private final String applyYaml = Configs.apply(Servers.replica(), kafka, database, PARTITIONS);
  private Daemon sidecar;
  private Connection here;

  @BeforeAll
  void aLogIsThere() throws SQLException {
    here = Servers.connect(source);
    AllTypes.create(here, database);
    try (Statement sql = here.createStatement()) {
      sql.execute(
          "CREATE TABLE " + database + ".doc (r INT, id INT, a VARCHAR(20), PRIMARY KEY (r, id))");
    }
    String yaml = Configs.sidecar(node, source, kafka, database, PARTITIONS);
    sidecar = Daemon.start(node, List.of("sidecar"), yaml);
    sidecar.awaitReady();
    AllTypes.insert(here, database, 10);
    write(60);
    await().atMost(LIMIT).until(() -> runs("doppio") > 40);
  }

  @AfterAll
  void itEnds() throws SQLException {
    sidecar.close();
    here.close();
  }

  private void write(int statements) {
    try (SteadyWrites writes = SteadyWrites.to(source, database, "doc")) {
      writes.go(statements);
    }
  }

  private Command.Result replay(String... flags) {
    return Command.run(List.of("replay"), applyYaml, flags);
  }

  @Test
  void aTopicHoldsWhatTheLogHoldsByteForByteThoughItsCopyWasTakenUpAgain() throws Exception {
    List<LogEntry> runs =
        LogDump.of(kafka.bootstrap(), database).byPartition().get(0).stream()
            .filter(entry -> entry.begin() && entry.kind() == 0 && entry.end())
            .toList();
    LogEntry middle = runs.get(runs.size() / 3);
    String until = "0:" + middle.generation() + ":" + middle.sequence();
    String topic = "copied." + database;
    replay("--into-topic", topic, "--key", "doc/1/1").exits(2).says("stay whole");
    replay("--into-topic", "copied").exits(2).says("<prefix>." + database);
    replay("--into-topic", topic, "--partition", "0", "--until-scn", until).exits(0);
    replay("--into-topic", topic).exits(2).says("holds runs already", "--resume");
    Map<Integer, List<LogEntry>> log = LogDump.of(kafka.bootstrap(), database).byPartition();
    replay("--into-topic", topic, "--resume").exits(0).says(database + "/1: ");
    Map<Integer, List<LogEntry>> copy =
        LogDump.of(kafka.bootstrap(), "copied", database).byPartition();
    log.forEach(
        (partition, entries) -> {
          assertThat(entries).hasSizeGreaterThan(20);
          assertThat(records(copy.get(partition)))
              .startsWith(records(entries).toArray(String[]::new));
        });
    String all = replay("--set", "topics.prefix=copied").exits(0).output();
    assertThat(all.lines().filter(line -> line.startsWith("{")))
        .hasSizeGreaterThan(30)
        .allMatch(line -> line.contains("\"database\":\"" + database + "\""));
  }

  /** New table versions come while it is at work. */
  @Test
  void aLiveCopyHasEveryRunOnceThoughItWasKilledInFullFlow() throws Exception {
    String topic = "live." + database;
    replay("--into-topic", topic, "--live", "--until-scn", "0:1:9")
        .exits(2)
        .says("until it is stopped");
    List<String> command = List.of("replay", "--into-topic", topic, "--live", "--resume");
    try (Daemon copier = Daemon.start("copy-" + database, command, applyYaml);
        SteadyWrites writes = SteadyWrites.to(source, database, "doc")) {
      await().atMost(LIMIT).ignoreExceptions().until(() -> runs("live") > 0);
      for (int life = 0; life < 4; life++) {
        copier.kill();
        alter("ADD live" + life + " INT DEFAULT 7");
        long copied = runs("live");
        writes.go(20);
        copier.start();
        await().atMost(LIMIT).until(() -> runs("live") > copied);
        writes.go(60);
      }
      aSecondOneTakesOver(copier, command, writes);
    }
    Map<Integer, List<LogEntry>> copy =
        LogDump.of(kafka.bootstrap(), "live", database).byPartition();
    Map<Integer, List<LogEntry>> log = LogDump.of(kafka.bootstrap(), database).byPartition();
    assertThat(copy).hasSize(PARTITIONS);
    copy.forEach(
        (partition, entries) -> {
          assertThat(entries).hasSizeGreaterThan(100);
          assertThat(records(log.get(partition)))
              .startsWith(records(entries).toArray(String[]::new));
        });
    replay("--set", "topics.prefix=live").exits(0).says("\"live0\":7", "\"live3\":7");
  }

  private void aSecondOneTakesOver(Daemon first, List<String> command, SteadyWrites writes) {
    try (Daemon second = Daemon.start("copy-again-" + database, command, applyYaml)) {
      assertThat(first.awaitEnd()).as(first.lastWords()).isEqualTo(5);
      assertThat(first.said()).contains("took over");
      writes.go(60);
      long log = runs("doppio");
      await().atMost(LIMIT).until(() -> runs("live") >= log);
      assertThat(second.terminate()).as(second.lastWords()).isEqualTo(8);
      assertThat(second.said()).contains("--resume goes on");
    }
  }

  private void alter(String change) throws SQLException {
    try (Statement sql = here.createStatement()) {
      sql.execute("ALTER TABLE " + database + ".doc " + change);
    }
  }

  private long runs(String prefix) {
    return LogDump.of(kafka.bootstrap(), prefix, database).byPartition().values().stream()
        .flatMap(List::stream)
        .filter(LogEntry::end)
        .count();
  }

  private static List<String> records(List<LogEntry> entries) {
    return entries.stream()
        .map(
            entry ->
                entry.partition()
                    + Arrays.toString(entry.headers())
                    + entry.checksum()
                    + entry.key()
                    + Arrays.hashCode(entry.value()))
        .toList();
  }
}
