package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.SqlRows;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A poisoned place stops its partition, is passed by an operator's recorded command alone. */
final class SkipIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PARTITIONS = 2;
  private final MySqlServer source = Servers.source();
  private final MySqlServer replica = Servers.replica();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("skip");
  private final String config = Configs.apply(replica, kafka, database, PARTITIONS);
  private int documents;

  @Test
  void aPoisonedPlaceStopsItsPartitionOnlyAndIsPassedByASkipThatIsRecorded() throws Exception {
    try (Connection here = Servers.connect(source);
        Connection there = Servers.connect(replica);
        Statement sql = here.createStatement();
        Statement copy = there.createStatement()) {
      sql.execute("CREATE DATABASE " + database);
      sql.execute("CREATE TABLE " + database + ".doc (id INT PRIMARY KEY, v VARCHAR(20))");
      insert(sql, 20);
      try (Daemon sidecar =
              Daemon.start(
                  "node-" + database,
                  List.of("sidecar"),
                  Configs.sidecar("node-" + database, source, kafka, database, PARTITIONS));
          Daemon applier = Daemon.start("apply-" + database, List.of("apply", "mysql"), config)) {
        sidecar.awaitReady();
        applier.awaitReady();
        aRecordWrittenByHand(sql, there, applier);
        applier.start();
        awaitEqual(here, there);
        assertThat(applier.metric("doppio_target_skipped_runs")).isEqualTo(1);
        aRowThatTheReplicaRefuses(sql, copy, there, applier);
        applier.start();
        await().atMost(LIMIT).untilAsserted(() -> assertOnlyPoisonLacks(here, there));
        assertThat(applier.metric("doppio_target_skipped_runs")).isEqualTo(2);
        assertThat(applier.lastWords()).contains("was skipped", "the constraint is right");
        recorded(copy);
      }
    }
  }

  private void aRecordWrittenByHand(Statement sql, Connection there, Daemon applier)
      throws SQLException {
    poison();
    insert(sql, 40);
    String stopped = awaitStopped(applier);
    assertThat(stopped).contains(database + "/0", "none of the log's");
    // The other partition goes on, and can't be skipped.
    await().atMost(LIMIT).until(() -> SqlRows.of(there, database, "doc").size() > 30);
    assertThat(SqlRows.of(there, database, "doc")).hasSizeLessThan(60);
    skip(1, "--scn", "1:999", "no").exits(3).says("nothing was skipped");
    String offset = found("offset (\\d+)", stopped);
    skip(0, "--scn", "1:999", "no").exits(3).says("--offset " + offset, "nothing was skipped");
    skip(0, "--offset", offset, "a producer of another team").exits(0).says("skipped", offset);
    assertThat(applier.terminate()).isZero();
  }

  private void aRowThatTheReplicaRefuses(
      Statement sql, Statement copy, Connection there, Daemon applier) throws SQLException {
    copy.execute("ALTER TABLE " + database + ".doc ADD CONSTRAINT clean CHECK (v <> 'poison')");
    sql.execute("INSERT INTO " + database + ".doc VALUES (1000, 'poison')");
    insert(sql, 40);
    String stopped = awaitStopped(applier);
    String scn = found("SCN (\\d+:\\d+)", stopped);
    String partition = found("partition " + database + "/(\\d+)", stopped);
    String wrong = scn.replaceFirst("\\d+$", "999");
    skip(Integer.parseInt(partition), "--scn", wrong, "no").exits(3).says("is " + scn);
    skip(Integer.parseInt(partition), "--scn", scn, "the constraint is right")
        .exits(0)
        .says("run " + scn, "1 rows of transaction");
    skip(Integer.parseInt(partition), "--scn", scn, "again").exits(3).says("nothing was skipped");
    assertThat(applier.terminate()).isZero();
  }

  private String awaitStopped(Daemon applier) {
    await().atMost(LIMIT).until(() -> applier.page("/ready").contains("STOPPED"));
    return applier.page("/ready");
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return matcher.group(1);
  }

  private Command.Result skip(int partition, String option, String place, String reason) {
    String file = Daemon.configuration("skip", config).toString();
    return Command.run(
        List.of(
            "skip",
            "--config",
            file,
            "--database",
            database,
            "--partition",
            Integer.toString(partition),
            option,
            place,
            "--reason",
            reason));
  }

  private void insert(Statement sql, int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      sql.execute("INSERT INTO " + database + ".doc VALUES (" + documents++ + ", 'x')");
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

  private void awaitEqual(Connection here, Connection there) {
    await().atMost(LIMIT).untilAsserted(() -> new ReplicaEqual(here, there, database).check());
  }

  private void assertOnlyPoisonLacks(Connection here, Connection there) throws SQLException {
    Map<String, String> expected = SqlRows.of(here, database, "doc");
    Map<String, String> actual = SqlRows.of(there, database, "doc");
    assertThat(actual).hasSize(documents);
    expected.keySet().retainAll(actual.keySet());
    assertThat(actual).isEqualTo(expected);
  }

  private void recorded(Statement copy) throws SQLException {
    try (ResultSet row =
        copy.executeQuery(
            "SELECT scn, gtid, document_changes, reason, skipped_by FROM doppio.skipped WHERE"
                + " database_name = '"
                + database
                + "' ORDER BY id")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString("scn")).isNull();
      assertThat(row.next()).isTrue();
      assertThat(row.getString("gtid")).isNotNull();
      assertThat(row.getInt("document_changes")).isEqualTo(1);
      assertThat(row.getString("reason")).isEqualTo("the constraint is right");
      assertThat(row.getString("skipped_by")).contains("@");
      assertThat(row.next()).isFalse();
    }
  }
}
