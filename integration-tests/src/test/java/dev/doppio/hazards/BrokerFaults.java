package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.local.kafka.KafkaCluster;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** What happens to brokers. */
final class BrokerFaults {
  private static final Duration SOON = Duration.ofSeconds(40);

  private BrokerFaults() {}

  private interface Place {
    Brokers.Leader in(Flow flow) throws Exception;
  }

  /** The leader of a partition of the log. */
  static Fault leaderKilled() {
    return killed("leader of a partition", flow -> flow.brokers().leader(flow.topic(), 0));
  }

  /** The active controller of the cluster. */
  static Fault controllerKilled() {
    return killed("active controller", flow -> flow.brokers().controller());
  }

  private static Fault killed(String what, Place place) {
    return new Fault(
        what + " killed and started",
        "another is elected, the flow goes on without it, it comes back in sync",
        flow -> {
          Brokers.Leader before = place.in(flow);
          KafkaCluster cluster = flow.brokers().cluster();
          cluster.kill(before.node());
          try {
            Flow.observe("an election", SOON, () -> isOther(place.in(flow), before));
            Brokers.Leader after = place.in(flow);
            flow.awaitFlow();
            return String.format(
                "elected: %d for %d, epoch %d to %d",
                after.node(), before.node(), before.epoch(), after.epoch());
          } finally {
            cluster.start(before.node());
            flow.brokers().awaitInSync(flow.topic());
          }
        });
  }

  private static boolean isOther(Brokers.Leader now, Brokers.Leader before) {
    return now.node() > 0 && now.node() != before.node() && now.epoch() > before.epoch();
  }

  /** A broker stands still while the topic asks for all three. */
  static Fault inSyncBelowMinimum() {
    return new Fault(
        "fewer replicas in sync than the minimum",
        "nothing is acknowledged, the writer starts again until there are enough",
        flow -> {
          Brokers brokers = flow.brokers();
          int still = brokers.leader(flow.topic(), 1).node();
          double retries = flow.sidecar().metric("doppio_writer_retries_total");
          brokers.set(flow.topic(), Brokers.MIN_IN_SYNC, "3");
          brokers.cluster().pause(still);
          try {
            Flow.observe("a smaller ISR", SOON, () -> brokers.leastInSync(flow.topic()) < 3);
            Flow.observe(
                "a writer that starts again",
                SOON,
                () -> flow.sidecar().metric("doppio_writer_retries_total") > retries);
            return "ISR 2 of 3, writer began anew";
          } finally {
            brokers.cluster().resume(still);
            brokers.awaitInSync(flow.topic());
            brokers.set(flow.topic(), Brokers.MIN_IN_SYNC, "2");
          }
        });
  }

  /** All brokers are killed and stay away for longer than any client waits. */
  static Fault allDown() {
    return new Fault(
        "Kafka down for longer than every time-out",
        "both daemons wait in bounded memory, then catch up",
        flow -> {
          double retries = flow.sidecar().metric("doppio_writer_retries_total");
          KafkaCluster cluster = flow.brokers().cluster();
          cluster.nodes().forEach(cluster::kill);
          long down = System.nanoTime();
          for (int i = 0; i < 20; i++) {
            flow.load().burst(2_000);
          }
          Duration longest = Flow.PATIENCE.multipliedBy(2).plusSeconds(1);
          awaitPassed(() -> System.nanoTime() - down > longest.toNanos());
          Flow.observe(
              "a writer that starts again",
              SOON,
              () -> flow.sidecar().metric("doppio_writer_retries_total") > retries);
          long seconds = (System.nanoTime() - down) / 1_000_000_000;
          assertThat(flow.sidecar().isAlive() && flow.applier().isAlive()).isTrue();
          cluster.startAll();
          flow.brokers().awaitInSync(flow.topic());
          return "down for " + seconds + " s, 40,000 rows waited at the source";
        });
  }

  private static void awaitPassed(Callable<Boolean> time) {
    Awaitility.await().atMost(SOON).until(time);
  }
}
