package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody else writes a record into the log. */
@Tag("hazard")
final class PoisonRecordIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void itsPartitionStopsSayingWhereAndTheOthersGoOn() throws Exception {
    try (Flow flow = new Flow(Long.getLong("seed", System.nanoTime()))) {
      flow.load().go();
      flow.awaitFlow();
      flow.brokers().write(flow.topic(), 1, "not ours", "poison");
      Flow.observe(
          "a partition that stops",
          SOON,
          () -> flow.applier().page("/ready").contains(flow.database() + "/1 is STOPPED"));
      flow.awaitFlow();
      assertThat(flow.applier().metric("doppio_applier_partitions")).isEqualTo(4);
      Flow.observe(
          "the log of the applier telling of it",
          SOON,
          () -> flow.applier().said().contains("this partition has stopped, the others go on"));
    }
  }
}
