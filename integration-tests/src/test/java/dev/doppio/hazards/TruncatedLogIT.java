package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The log is deleted beyond a replica's checkpoint (retention, or Admin.deleteRecords). */
@Tag("hazard")
final class TruncatedLogIT {
  @Test
  void theApplierStopsSayingSoAndNeverSkips() throws Exception {
    try (Flow flow = new Flow(Long.getLong("seed", System.nanoTime()))) {
      flow.load().go();
      flow.awaitFlow();
      flow.applier().kill();
      flow.load().burst(400);
      flow.awaitLog();
      flow.load().pause();
      Map<Integer, String> before = flow.checkpoints();

      flow.brokers().truncate(flow.topic());
      flow.applier().start();

      assertThat(flow.applier().awaitEnd()).as("exit code").isEqualTo(6);
      assertThat(flow.applier().said())
          .contains("the log begins at", "nothing was skipped", "every partition has stopped");
      assertThat(flow.checkpoints()).isEqualTo(before).hasSize(4);
    }
  }
}
