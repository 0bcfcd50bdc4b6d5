package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.failure.CrashPoint;
import dev.doppio.servers.Daemon;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.TransactionState;

/** What happens to a daemon's process. */
final class ProcessFaults {
  /**
   * Names of the crash points that a flow comes to again and again. All others are those of a
   * takeover, which has a test of its own: each constant is in one of the two.
   */
  static final String OF_THE_FLOW = "(WRITER|APPLIER)_.*";

  private static final Duration SOON = Duration.ofSeconds(30);

  /** Found out at the target or at the group, whichever answers first. */
  private static final Pattern REPLACED =
      Pattern.compile("another applier has taken|partitions of this process: none");

  private ProcessFaults() {}

  /** Death at a named place of the code. */
  static Fault crash(CrashPoint point, int times) {
    return new Fault(
        "crash at " + point,
        "the next start goes on from the log or the checkpoint",
        flow -> {
          Daemon daemon = point.name().startsWith("WRITER") ? flow.sidecar() : flow.applier();
          daemon.kill();
          daemon.start("-D" + CrashPoint.PROPERTY + "=" + point + ":" + times);
          assertThat(daemon.awaitEnd())
              .as("exit code of a process that was to die at %s", point)
              .isEqualTo(CrashPoint.EXIT_CODE);
          daemon.start();
          return "died there at its " + times + ". time";
        });
  }

  /** SIGKILL of the sidecar or the applier. */
  static Fault killed(String name, boolean sidecar) {
    return new Fault(
        name + " killed",
        "the next start goes on from the log or the checkpoint",
        flow -> {
          Daemon daemon = sidecar ? flow.sidecar() : flow.applier();
          daemon.kill();
          daemon.start();
          return "SIGKILL";
        });
  }

  /** SIGSTOP with a transaction open, until the brokers have aborted it. */
  static Fault sidecarStandsStill() {
    return new Fault(
        "sidecar stopped beyond its transaction's time-out",
        "the transaction is aborted; the sidecar starts again from the log",
        flow -> {
          double retries = flow.sidecar().metric("doppio_writer_retries_total");
          pauseInTransaction(flow);
          Flow.observe("an abort", SOON, () -> !isOpen(flow));
          flow.sidecar().resume();
          Flow.observe(
              "a new start of the writer",
              SOON,
              () -> flow.sidecar().metric("doppio_writer_retries_total") > retries);
          return "transaction aborted by the brokers, writer began anew";
        });
  }

  private static boolean isOpen(Flow flow) throws Exception {
    return !flow.brokers().transactions(flow.node(), TransactionState.ONGOING).isEmpty();
  }

  private static void pauseInTransaction(Flow flow) {
    Flow.observe(
        "a transaction that is open when the sidecar stands still",
        SOON,
        () -> {
          flow.load().burst(2_000);
          for (int i = 0; i < 50; i++) {
            if (isOpen(flow)) {
              flow.sidecar().pause();
              if (isOpen(flow)) {
                return true;
              }
              flow.sidecar().resume();
            }
          }
          return false;
        });
  }

  /** SIGSTOP of the applier until a rival has its partitions; then both run. */
  static Fault applierStandsStill() {
    return new Fault(
        "applier stopped, another takes over, the first goes on",
        "whoever has lost a partition writes nothing there",
        flow -> {
          flow.applier().pause();
          try (Daemon rival =
              Daemon.start(
                  "rival-" + flow.database(), List.of("apply", "mysql"), flow.applierYaml())) {
            flow.awaitFlow();
            int before = flow.applier().said().length();
            flow.applier().resume();
            Flow.observe(
                "an applier that finds itself replaced",
                SOON,
                () -> REPLACED.matcher(flow.applier().said().substring(before)).find());
          }
          return "partitions lost to the rival, told in the log";
        });
  }
}
