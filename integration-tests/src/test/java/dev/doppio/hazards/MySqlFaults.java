package dev.doppio.hazards;

import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.servers.Daemon;
import java.time.Duration;
import java.util.function.Function;

/** What happens to a MySQL server. */
final class MySqlFaults {
  private static final Duration SOON = Duration.ofSeconds(40);

  private MySqlFaults() {}

  private interface Blow {
    void on(MySqlServer server);
  }

  static Fault sourceKilled() {
    return source("source MySQL killed (SIGKILL)", MySqlServer::kill);
  }

  static Fault sourceRestarted() {
    return source("source MySQL shut down and started", MySqlServer::stop);
  }

  private static Fault source(String name, Blow blow) {
    return new Fault(
        name,
        "the sidecar connects again and goes on behind the last GTID of the log",
        flow -> {
          long reconnects = flow.load().reconnects();
          String seen =
              strike(blow, flow, Flow::source, flow.sidecar(), "doppio_writer_retries_total");
          Flow.observe(
              "a load that lost its connection", SOON, () -> flow.load().reconnects() > reconnects);
          return seen + ", load lost its connection";
        });
  }

  static Fault replicaKilled() {
    return replica("replica MySQL killed (SIGKILL)", MySqlServer::kill);
  }

  static Fault replicaRestarted() {
    return replica("replica MySQL shut down and started", MySqlServer::stop);
  }

  private static Fault replica(String name, Blow blow) {
    return new Fault(
        name,
        "the applier opens the replica again and goes on from its checkpoint",
        flow -> strike(blow, flow, Flow::replica, flow.applier(), "doppio_applier_starts_total"));
  }

  private static String strike(
      Blow blow, Flow flow, Function<Flow, MySqlServer> which, Daemon daemon, String metric)
      throws Exception {
    double before = daemon.metric(metric);
    flow.load().burst(1_000);
    blow.on(which.apply(flow));
    which.apply(flow).restart();
    Flow.observe("a rise of " + metric, SOON, () -> daemon.metric(metric) > before);
    return metric + " rose by " + (int) (daemon.metric(metric) - before);
  }
}
