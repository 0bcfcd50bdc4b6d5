package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.doppio.faults.FakeClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A daemon's clock is an hour off, one way and the other. */
@Tag("hazard")
@Tag("all-cases")
final class ClockIT {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void nothingThatIsAppliedDependsOnAClockAndLagIsByTheSourcesClock() throws Exception {
    Optional<Map<String, String>> fast = FakeClock.off(HOUR);
    assumeTrue(fast.isPresent(), "libfaketime can't be had from apt here: no clock is off");
    SharedFlow.survives(fault(fast.get(), FakeClock.off(HOUR.negated()).orElseThrow()));
  }

  private static Fault fault(Map<String, String> fast, Map<String, String> slow) {
    return new Fault(
        "clocks of sidecar and applier two hours apart",
        "nothing but log lines and Kafka's timestamps differ",
        flow -> {
          flow.sidecar().kill();
          flow.applier().kill();
          int said = flow.sidecar().said().length();
          flow.sidecar().start(fast);
          flow.applier().start(slow);
          flow.awaitFlow();
          await("lag in every partition")
              .atMost(Duration.ofSeconds(60))
              .until(() -> !Double.isNaN(flow.applier().metric("doppio_applier_lag_seconds")));
          double lag = flow.applier().metric("doppio_applier_lag_seconds");
          assertThat(lag).as("lag in seconds over all partitions").isBetween(0.0, 120.0);
          String first = flow.sidecar().said().substring(said).substring(0, 2);
          flow.sidecar().kill();
          flow.applier().kill();
          flow.sidecar().start();
          flow.applier().start();
          return "sidecar at " + first + " o'clock, one hour ahead; lag " + Math.round(lag) + " s";
        });
  }
}
