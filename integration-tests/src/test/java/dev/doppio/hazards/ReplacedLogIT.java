package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The log's topic is deleted and made again under running daemons; then somebody begins a new log,
 * as the sidecar says one may, and forgets the replica.
 */
@Tag("hazard")
final class ReplacedLogIT {
  @Test
  void writerAndReaderStopSayingSo() throws Exception {
    try (Flow flow = new Flow(Long.getLong("seed", System.nanoTime()))) {
      flow.load().go();
      flow.awaitFlow();
      flow.brokers().replace(flow.topic());
      assertThat(flow.sidecar().awaitEnd()).as("exit code of the sidecar").isEqualTo(6);
      assertThat(flow.sidecar().said()).contains("deleted and made again");
      flow.brokers().delete("doppio.positions." + flow.node()); // what the sidecar said to do
      flow.sidecar().start();
      assertThat(flow.applier().awaitEnd()).as("exit code of the applier").isEqualTo(6);
      assertThat(flow.applier().said())
          .contains("every partition has stopped", "deleted and made again");
    }
  }
}
