package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.Guarantee;
import dev.doppio.guarantees.NothingLostOrTwice;
import dev.doppio.guarantees.OrderKept;
import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.guarantees.TransactionsWholeInTheLog;
import dev.doppio.guarantees.WholeAtTheReplica;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.kafka.MirrorMaker;
import dev.doppio.local.kafka.MirrorSpec;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.Binlog;
import dev.doppio.oracle.LogDump;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** MirrorMaker 2 fails in mid-flow, and the schemas come to the other datacenter late. */
@Tag("hazard")
@Tag("all-cases")
final class MirrorIT {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private final KafkaCluster far = Servers.kafka("dc2");
  private final MySqlServer replica = Servers.replica();

  @Test
  void aReplicaBehindAMirrorThatIsKilledAndStoppedAndWithoutSchemasLosesAndRepeatsNothing()
      throws Exception {
    try (Flow flow = new Flow(Long.getLong("seed", System.nanoTime()))) {
      schemasAreThereAndEmpty();
      flow.load().go();
      flow.awaitFlow();
      try (MirrorMaker mirror = mirror(flow, "");
          Daemon applier = applier(flow);
          WholeAtTheReplica whole = new WholeAtTheReplica(replica, flow.database())) {
        Flow.observe(
            "an applier that waits for the schema",
            LIMIT,
            () -> applier.page("/ready").contains("AWAITING_SCHEMA"));
        long seen = size(flow);
        mirror.pause();
        flow.awaitFlow();
        mirror.resume();
        Flow.observe("a mirror that goes on", LIMIT, () -> size(flow) > seen);
        mirror.kill();
        flow.awaitFlow();
        assertThat(mirror.isRunning()).isFalse();
        try (MirrorMaker again = mirror(flow, "|doppio\\.schemas")) {
          flow.awaitFlow();
          flow.load().pause();
          awaitEqual(flow);
          assertThat(again.isRunning()).isTrue();
        }
        whole.check();
        assertThat(applier.metric("doppio_target_drift_rows_total")).isZero();
      }
      LogDump copy = LogDump.of(far.bootstrap(), flow.database());
      Guarantee.checkAll(
          new NothingLostOrTwice(flow.journal(), copy),
          new OrderKept(Binlog.gtids(flow.source()), copy),
          new TransactionsWholeInTheLog(copy));
    }
  }

  /** As a mirror leaves it that has made the topic and not yet copied a record. */
  private void schemasAreThereAndEmpty() throws Exception {
    try (Admin admin = far.admin()) {
      if (admin.listTopics().names().get().contains("doppio.schemas")) {
        admin.deleteTopics(List.of("doppio.schemas")).all().get();
        Servers.awaitTopicGone(admin, "doppio.schemas");
      }
      admin
          .createTopics(
              List.of(
                  new NewTopic("doppio.schemas", 1, (short) 1)
                      .configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get();
    }
  }

  private MirrorMaker mirror(Flow flow, String further) {
    MirrorSpec spec =
        MirrorSpec.of(flow.brokers().cluster(), far, "doppio\\." + flow.database() + further);
    return MirrorMaker.start(Servers.workspace(), spec);
  }

  private Daemon applier(Flow flow) {
    String yaml = Configs.apply(replica, far, flow.database(), 4) + "reader: {schema-wait: 5m}\n";
    return Daemon.start("far-" + flow.database(), List.of("apply", "mysql"), yaml);
  }

  private long size(Flow flow) throws Exception {
    try (Admin admin = far.admin()) {
      return Brokers.records(admin, flow.topic());
    }
  }

  private void awaitEqual(Flow flow) throws Exception {
    try (Connection here = Servers.connect(flow.source());
        Connection there = Servers.connect(replica)) {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> new ReplicaEqual(here, there, flow.database()).check());
    }
  }
}
