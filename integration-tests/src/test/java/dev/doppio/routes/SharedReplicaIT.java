package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.guarantees.WholeAtTheReplica;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.Journal;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.Mailboxes;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two applier processes bring one log into one replica. */
final class SharedReplicaIT {
  private static final int PARTITIONS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private final MySqlServer source = Servers.source();
  private final MySqlServer replica = Servers.replica();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("shared");
  private final String config = Configs.apply(replica, kafka, database, PARTITIONS);
  private Connection here;
  private Connection there;
  private Mailboxes mailboxes;
  private Daemon sidecar;

  @BeforeEach
  void capture() throws Exception {
    here = Servers.connect(source);
    there = Servers.connect(replica);
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("SharedReplicaIT -Dseed=" + seed);
    mailboxes = new Mailboxes(here, database, new Journal(), seed);
    mailboxes.create();
    sidecar =
        Daemon.start(
            "node-" + database,
            List.of("sidecar"),
            Configs.sidecar("node-" + database, source, kafka, database, PARTITIONS));
    sidecar.awaitReady();
  }

  @AfterEach
  void end() throws Exception {
    sidecar.close();
    here.close();
    there.close();
  }

  @Test
  void twoProcessesShareThePartitionsAndEachTakesOverFromTheOther() throws Exception {
    try (WholeAtTheReplica whole = new WholeAtTheReplica(replica, database);
        Daemon one = applier("one", config).awaitReady()) {
      assertThat(held(one)).isEqualTo(PARTITIONS);
      mailboxes.run(50);
      try (Daemon other = applier("other", config).awaitReady()) {
        await().atMost(LIMIT).until(() -> held(one) == 2 && held(other) == 2);
        mailboxes.run(100);
        awaitEqual();
        drifted(one, other);
        one.kill();
        mailboxes.run(100);
        await().atMost(LIMIT).until(() -> held(other) == PARTITIONS);
        awaitEqual();
        one.start();
        one.awaitReady();
        await().atMost(LIMIT).until(() -> held(one) == 2 && held(other) == 2);
        mailboxes.run(50);
        assertThat(other.terminate()).isZero();
        await().atMost(LIMIT).until(() -> held(one) == PARTITIONS);
        mailboxes.run(50);
        awaitEqual();
        drifted(one);
      }
      whole.check();
    }
    nothingCommittedToKafka();
  }

  @Test
  void ofTwoProcessesThatBothWantEverythingTheLaterKeepsIt() throws Exception {
    String all = config + "reader: {assignment: all}\n";
    try (Daemon first = applier("first", all).awaitReady();
        Daemon second = applier("second", all).awaitReady()) {
      mailboxes.run(100);
      assertThat(first.awaitEnd()).as("every partition has stopped").isEqualTo(6);
      assertThat(first.lastWords()).contains("two appliers are configured on one replica");
      mailboxes.run(50);
      awaitEqual();
      assertThat(held(second)).isEqualTo(PARTITIONS);
    }
  }

  private Daemon applier(String name, String yaml) {
    return Daemon.start(name + "-" + database, List.of("apply", "mysql"), yaml);
  }

  private static long held(Daemon applier) {
    return applier
        .page("/metrics")
        .lines()
        .filter(line -> line.startsWith("doppio_applier_lag_transactions{"))
        .count();
  }

  private static void drifted(Daemon... appliers) {
    for (Daemon applier : appliers) {
      assertThat(applier.metric("doppio_target_drift_rows_total")).isZero();
      assertThat(applier.metric("doppio_target_upserted_rows_total")).isPositive();
      assertThat(applier.metric("doppio_applier_repeats_total")).isZero();
    }
  }

  private void awaitEqual() {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> new ReplicaEqual(here, there, database).check());
  }

  private void nothingCommittedToKafka() throws Exception {
    try (Admin admin = kafka.admin()) {
      List<String> groups =
          admin.listGroups().all().get().stream()
              .map(GroupListing::groupId)
              .filter(group -> group.startsWith("doppio.apply.dc1."))
              .toList();
      assertThat(groups).isNotEmpty();
      for (String group : groups) {
        Map<TopicPartition, OffsetAndMetadata> committed =
            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        assertThat(committed).isEmpty();
      }
    }
  }
}
