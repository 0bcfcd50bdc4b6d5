package dev.doppio.hazards;

import dev.doppio.faults.Link;
import dev.doppio.local.mysql.MySqlServer;
import java.time.Duration;

/** What happens to a MySQL server. */
final class MySqlFaults {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String WRITER_RETRIES = "doppio_writer_retries_total";
  private static final String APPLIER_STARTS = "doppio_applier_starts_total";

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
          double retries = flow.sidecar().metric(WRITER_RETRIES);
          flow.load().burst(1_000);
          blow.on(flow.source());
          flow.source().restart();
          Flow.observe(
              "a rise of " + WRITER_RETRIES,
              SOON,
              () -> flow.sidecar().metric(WRITER_RETRIES) > retries);
          int seen = (int) (flow.sidecar().metric(WRITER_RETRIES) - retries);
          Flow.observe(
              "a load that lost its connection", SOON, () -> flow.load().reconnects() > reconnects);
          return WRITER_RETRIES + " rose by " + seen + ", load lost its connection";
        });
  }

  static Fault replicaKilled() {
    return replica("replica MySQL killed (SIGKILL)", MySqlServer::kill);
  }

  static Fault replicaRestarted() {
    return replica("replica MySQL shut down and started", MySqlServer::stop);
  }

  /** Between two batches the pool alone notices: what shows for certain are its new connections. */
  private static Fault replica(String name, Blow blow) {
    return new Fault(
        name,
        "the applier opens the replica again and goes on from its checkpoint",
        flow -> {
          Link link = flow.link("applier-MySQL");
          double starts = flow.applier().metric(APPLIER_STARTS);
          flow.load().burst(1_000);
          blow.on(flow.replica());
          long accepted = link.accepted();
          flow.replica().restart();
          Flow.observe("connections made anew", SOON, () -> link.accepted() > accepted);
          return (link.accepted() - accepted)
              + " connections made anew, the applier began anew "
              + (int) (flow.applier().metric(APPLIER_STARTS) - starts)
              + " times";
        });
  }
}
