package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.Guarantee;
import dev.doppio.guarantees.NothingLostOrTwice;
import dev.doppio.guarantees.OrderKept;
import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.guarantees.TransactionsWholeInTheLog;
import dev.doppio.guarantees.WholeAtTheReplica;
import dev.doppio.local.Programs;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.kafka.MirrorMaker;
import dev.doppio.local.kafka.MirrorSpec;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.Binlog;
import dev.doppio.oracle.Journal;
import dev.doppio.oracle.LogDump;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.Mailboxes;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** dc1's log, mirrored by a real MirrorMaker 2, keeps a replica in dc2. */
final class AcrossDatacentersIT {
  private static final int PARTITIONS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(150);
  private final MySqlServer source = Servers.source();
  private final MySqlServer replica = Servers.replica();
  private final KafkaCluster dc1 = Servers.kafka("dc1");
  private final KafkaCluster dc2 = Servers.kafka("dc2");
  private final String database = Servers.freshDatabase("far");

  @Test
  void aReplicaMovesFromTheMirroredLogToTheOriginalAndBackWithoutLossOrRepeats() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("AcrossDatacentersIT -Dseed=" + seed);
    Journal journal = new Journal();
    String node = "node-" + database;
    MirrorSpec mirror = MirrorSpec.of(dc1, dc2, "doppio\\." + database + "|doppio\\.schemas");
    try (Connection here = Servers.connect(source);
        Connection there = Servers.connect(replica)) {
      Mailboxes mailboxes = new Mailboxes(here, database, journal, seed);
      mailboxes.create();
      try (Daemon sidecar =
              Daemon.start(
                  node,
                  List.of("sidecar"),
                  Configs.sidecar(node, source, dc1, database, PARTITIONS));
          Daemon early = waiting(applier(dc2));
          MirrorMaker mirrorMaker = MirrorMaker.start(Servers.workspace(), mirror)) {
        sidecar.awaitReady();
        mailboxes.run(100);
        try (WholeAtTheReplica whole = new WholeAtTheReplica(replica, database)) {
          awaitEqual(early, here, there);
          mailboxes.run(100);
          awaitEqual(applier(dc1), here, there);
          mailboxes.run(100);
          awaitEqual(applier(dc2), here, there);
          whole.check();
        }
        assertThat(mirrorMaker.isRunning()).isTrue();
        assertThat(sidecar.terminate()).isZero();
      }
      assertThat(stockConsumer(dc2))
          .as("keys that Kafka's own console consumer prints")
          .anyMatch(key -> key.startsWith("message/"));
      LogDump copy = LogDump.of(dc2.bootstrap(), database);
      Guarantee.checkAll(
          new NothingLostOrTwice(journal, copy),
          new OrderKept(Binlog.gtids(source), copy),
          new TransactionsWholeInTheLog(copy));
    }
  }

  private List<String> stockConsumer(KafkaCluster log) {
    return Programs.run(
            new ProcessBuilder(
                log.consoleConsumer().toString(),
                "--bootstrap-server",
                log.bootstrap(),
                "--topic",
                "doppio." + database,
                "--from-beginning",
                "--max-messages",
                "60",
                "--formatter-property",
                "print.key=true",
                "--formatter-property",
                "print.value=false"))
        .output()
        .lines()
        .toList();
  }

  private Daemon applier(KafkaCluster log) {
    return Daemon.start(
        "apply-" + database,
        List.of("apply", "mysql"),
        Configs.apply(replica, log, database, PARTITIONS) + "daemon: {start-wait: 2m}\n");
  }

  /** An applier may be started before the mirror: it says what it waits for. */
  private static Daemon waiting(Daemon applier) {
    await().atMost(LIMIT).until(() -> applier.lastWords().contains("does not exist"));
    return applier;
  }

  /** Lets it apply until the replica equals the source, then ends it. */
  private void awaitEqual(Daemon applier, Connection here, Connection there) {
    try (applier) {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> new ReplicaEqual(here, there, database).check());
      assertThat(applier.terminate()).as("exit code after SIGTERM").isZero();
    }
  }
}
