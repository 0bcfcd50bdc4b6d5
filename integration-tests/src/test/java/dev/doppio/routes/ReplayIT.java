package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.ReplicaEqual;
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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The log again, into whatever: one flow, whose log begins with every type and a schema change. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReplayIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PARTITIONS = 2;

  private final MySqlServer source = Servers.source();
  private final MySqlServer replica = Servers.replica();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("replay");
  private final String node = "node-" + database;
  private final String applyYaml = Configs.apply(replica, kafka, database, PARTITIONS);
  private Daemon sidecar;
  private Daemon applier;
  private Connection here;
  private Connection there;

  @BeforeAll
  void aFlowRuns() throws SQLException {
    here = Servers.connect(source);
    there = Servers.connect(replica);
    AllTypes.create(here, database);
    try (Statement sql = here.createStatement()) {
      sql.execute(
          "CREATE TABLE " + database + ".doc (r INT, id INT, a VARCHAR(20), PRIMARY KEY (r, id))");
    }
    String yaml = Configs.sidecar(node, source, kafka, database, PARTITIONS);
    sidecar = Daemon.start(node, List.of("sidecar"), yaml);
    applier = Daemon.start("apply-" + database, List.of("apply", "mysql"), applyYaml);
    sidecar.awaitReady();
    AllTypes.insert(here, database, 10);
    write(30);
    try (Statement sql = here.createStatement()) {
      sql.execute("ALTER TABLE " + database + ".doc ADD tag VARCHAR(5) DEFAULT 'new'");
    }
    AllTypes.change(here, database, 10);
    write(30);
    applier.awaitReady();
    awaitEqual(there);
  }

  @AfterAll
  void itEnds() throws SQLException {
    applier.close();
    sidecar.close();
    here.close();
    there.close();
  }

  private void write(int statements) {
    try (SteadyWrites writes = SteadyWrites.to(source, database, "doc")) {
      writes.go(statements);
    }
  }

  private void awaitEqual(Connection replica) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(new ReplicaEqual(here, replica, database).violations()).isEmpty());
  }

  private Command.Result replay(String yaml, String... flags) {
    return Command.run(List.of("replay"), yaml, flags);
  }

  private static long count(Connection at, String sql) throws SQLException {
    try (Statement statement = at.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private Map<Integer, String> checkpoints(Connection at) throws SQLException {
    Map<Integer, String> checkpoints = new TreeMap<>();
    try (Statement statement = at.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT partition_number, generation, sequence FROM doppio.checkpoint WHERE"
                    + " database_name = '"
                    + database
                    + "'")) {
      while (row.next()) {
        checkpoints.put(row.getInt(1), row.getString(2) + ":" + row.getString(3));
      }
    }
    return checkpoints;
  }

  @Test
  void aReplicaThatIsRebuiltFromTheLogAloneEqualsItsSource() throws Exception {
    MySqlServer fresh = Servers.mysql("rebuilt");
    String yaml = Configs.apply(fresh, kafka, database, PARTITIONS);
    LogEntry middle = middle(0);
    String scn = middle.generation() + ":" + middle.sequence();
    replay(yaml, "--into-target", "--scn", "0:" + scn).exits(3).says("was ever applied", "nothing");
    replay(yaml, "--into-target", "--table", "doc").exits(2).says("checkpoint speaks for every");
    replay(yaml, "--into-target", "--dry-run").exits(0).says(database + "/0: anew, to 1:");
    try (Connection rebuilt = Servers.connect(fresh)) {
      replay(yaml, "--into-target", "--until-scn", "0:" + scn, "--partition", "0").exits(0);
      assertThat(checkpoints(rebuilt)).isEqualTo(Map.of(0, scn));
      replay(yaml, "--into-target").exits(0).says(database + "/1: ", "now at 1:");
      assertThat(new ReplicaEqual(here, rebuilt, database).violations()).isEmpty();
      replay(yaml, "--into-target", "--scn", "0:" + scn)
          .exits(3)
          .says("ahead of " + scn, "transactions are applied again", "--rewind");
      replay(yaml, "--into-target", "--scn", "0:" + scn, "--rewind").exits(0);
      assertThat(new ReplicaEqual(here, rebuilt, database).violations()).isEmpty();
      try (Statement sql = rebuilt.createStatement()) {
        sql.execute("DELETE FROM doppio.checkpoint");
        replay(yaml, "--into-target").exits(3).says("holds rows in table " + database);
        sql.execute("DROP DATABASE " + database);
        sql.execute("DROP DATABASE doppio");
      }
    }
  }

  private LogEntry middle(int partition) {
    List<LogEntry> runs =
        LogDump.of(kafka.bootstrap(), database).byPartition().get(partition).stream()
            .filter(entry -> entry.begin() && entry.kind() == 0 && entry.end())
            .toList();
    return runs.get(runs.size() / 3);
  }

  @Test
  void aRunningReplicaIsRewoundUnderLoadAndComesToItsSourceAgain() throws Exception {
    Map<Integer, LogEntry> places = Map.of(0, middle(0), 1, middle(1));
    String scns =
        places.values().stream()
            .map(at -> at.partition() + ":" + at.generation() + ":" + at.sequence())
            .collect(Collectors.joining(","));
    long before = count(there, "SELECT COUNT(*) FROM doppio.rewound");
    double starts = applier.metric("doppio_applier_starts_total");
    replay(applyYaml, "--into-target", "--scn", scns, "--rewind")
        .exits(3)
        .says("an applier is at work", "--group");
    replay(applyYaml, "--group", "--scn", scns, "--dry-run")
        .exits(0)
        .says("transactions are applied again");
    try (SteadyWrites writes = SteadyWrites.to(source, database, "doc")) {
      writes.go(50);
      replay(applyYaml, "--group", "--scn", scns).exits(0).says("set back from 1:");
      writes.go(50);
    }
    assertThat(count(there, "SELECT COUNT(*) FROM doppio.rewound")).isEqualTo(before + 2);
    awaitAppliedAgain();
    awaitEqual(there);
    assertThat(applier.isAlive()).isTrue();
    assertThat(applier.page("/ready")).doesNotContain("STOPPED");
    assertThat(applier.metric("doppio_applier_starts_total")).isGreaterThan(starts);
    assertThat(applier.metric("doppio_target_drift_rows_total")).isZero();
    replay(applyYaml, "--group", "--undo").exits(3).says("nothing was undone");
  }

  private void awaitAppliedAgain() {
    String behind =
        "SELECT COUNT(*) FROM doppio.rewound r JOIN doppio.checkpoint c USING (origin,"
            + " database_name, partition_number) WHERE r.undone_at IS NULL AND c.database_name = '"
            + database
            + "' AND (c.sequence IS NULL OR c.generation < r.from_generation OR c.generation ="
            + " r.from_generation AND c.sequence <= r.from_sequence)";
    await().atMost(LIMIT).until(() -> count(there, behind) == 0);
  }

  @Test
  void aRewindIsUndoneAsLongAsNothingWasAppliedSince() throws Exception {
    assertThat(applier.terminate()).isZero();
    try {
      Map<Integer, String> stood = checkpoints(there);
      LogEntry place = middle(1);
      String scn = "1:" + place.generation() + ":" + place.sequence();
      replay(applyYaml, "--group", "--scn", scn).exits(0).says("set back from " + stood.get(1));
      assertThat(checkpoints(there).get(1)).isNotEqualTo(stood.get(1));
      replay(applyYaml, "--group", "--undo", "--partition", "1")
          .exits(0)
          .says("stands at " + stood.get(1) + " again");
      assertThat(checkpoints(there)).isEqualTo(stood);
    } finally {
      applier.start();
      applier.awaitReady();
    }
    write(20);
    awaitEqual(there);
  }

  @Test
  void theOffsetsOfAGroupOfOnesOwnAreMovedWhileItStandsStill() throws Exception {
    LogEntry place = middle(0);
    String topic = "doppio." + database;
    String group = "own-" + database;
    String at = "0:" + place.offset();
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrap(), "group.id", group);
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      await().atMost(LIMIT).until(() -> polled(consumer).contains(partition));
      long end = consumer.endOffsets(Set.of(partition)).get(partition);
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(end)));
      replay(applyYaml, "--group", group, "--offset", at).exits(3).says("is at work", "no offset");
      assertThat(consumer.committed(Set.of(partition)).get(partition).offset()).isEqualTo(end);
    }
    replay(applyYaml, "--group", group, "--offset", at).exits(0).says("back to " + place.offset());
    replay(applyYaml, "--group", group, "--undo").exits(0).says(database + "/0: at offset");
    replay(applyYaml, "--group", "nobody", "--offset", at).exits(2).says("there is none");
  }

  private static Set<TopicPartition> polled(KafkaConsumer<byte[], byte[]> consumer) {
    consumer.poll(Duration.ofMillis(200));
    return consumer.assignment();
  }

  /** It touched one partition: in the other one the replay ends where it stands in the binlog. */
  @Test
  void anEndByTransactionIsExactInEveryPartition() throws Exception {
    Map<Integer, List<LogEntry>> log = LogDump.of(kafka.bootstrap(), database).byPartition();
    List<String> expected = new ArrayList<>();
    LogEntry last = middle(0);
    String gtid = last.gtid().orElseThrow();
    long number = number(gtid);
    for (List<LogEntry> partition : log.values()) {
      for (LogEntry entry : partition) {
        String id = entry.gtid().orElse("");
        if (entry.kind() == 0 && entry.begin() && number(id) <= number) {
          expected.add(id);
        }
      }
    }
    String said = replay(applyYaml, "--until-gtid", gtid).exits(0).output();
    List<String> replayed =
        said.lines()
            .filter(line -> line.startsWith("{") && line.contains("\"gtid\":\""))
            .map(line -> line.replaceAll(".*\"gtid\":\"([^\"]+)\".*", "$1"))
            .distinct()
            .toList();
    assertThat(expected).hasSizeGreaterThan(10);
    assertThat(replayed).containsExactlyInAnyOrderElementsOf(Set.copyOf(expected));
  }

  private void badTimes() {
    replay(applyYaml, "--time", "2999-01-01T00:00:00Z")
        .exits(2)
        .says("nothing was committed at or after 2999", "the log is of 20", "nothing was brought");
    replay(applyYaml, "--until-time", "2001-01-01T00:00:00Z")
        .exits(2)
        .says("nothing was committed at or before 2001", "the log is of 20", "nothing was brought");
    String topic = "never." + database;
    replay(applyYaml, "--into-topic", topic, "--time", "2999-01-01T00:00:00Z").exits(2);
    replay(applyYaml, "--into-topic", topic, "--offset", "0:99999999").exits(2);
    Path file = Servers.workspace().folder("replayed").resolve(database);
    replay(applyYaml, "--into-file", file.toString(), "--scn", "0:1:99999999").exits(2);
    replay(applyYaml, "--into-file", file.toString(), "--table", "nothing").exits(2);
    assertThat(file).doesNotExist();
    assertThat(topics()).contains("doppio." + database).doesNotContain(topic);
  }

  private Set<String> topics() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      return admin.listTopics().names().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static long number(String gtid) {
    return Long.parseLong(gtid.substring(gtid.indexOf(':') + 1));
  }

  @Test
  void whatCanNotBeIsSaidInOneMessageAndNothingIsWritten() {
    String sidecarYaml = Configs.sidecar(node, source, kafka, database, PARTITIONS);
    replay(applyYaml, "--offset", "0:99999999").exits(2).says("which has 1:0 to 1:");
    replay(applyYaml, "--scn", "0:1:99999999").exits(2).says("which has 1:0 to 1:");
    replay(applyYaml, "--until-gtid", "3e11fa47-71ca-11e1-9e33-c80aa9429562:23")
        .exits(2)
        .says("no partition of this copy of the log has transaction");
    replay(applyYaml, "--time", "2026-01-02T00:00:00Z", "--until-time", "2026-01-01T00:00:00Z")
        .exits(2)
        .says("is before --time");
    badTimes();
    replay(applyYaml, "--gtid", "3e11fa47-71ca-11e1-9e33-c80aa9429562:23")
        .exits(2)
        .says("no partition of this copy of the log has the transaction", "nothing was brought");
    replay(applyYaml, "--table", "doc,nothing")
        .exits(2)
        .says("the log has no documents of nothing; there are [", "doc", "nothing was brought");
    replay(applyYaml, "--group").exits(2).says("takes a place to go back to");
    replay(applyYaml, "--undo").exits(2).says("name it");
    replay(applyYaml, "--into-source").exits(2).says("takes a sidecar's configuration");
    replay(sidecarYaml, "--into-target").exits(2).says("takes an applier's configuration");
    replay(applyYaml, "--into-target", "--into-source").exits(2).says("one of --into-file");
    replay(applyYaml, "--set", "kafka.bootstrap.servers=127.0.0.1:1", "--set", "log.timeout=2s")
        .exits(4)
        .says("does not answer");
  }
}
