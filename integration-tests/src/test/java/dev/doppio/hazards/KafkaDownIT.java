package dev.doppio.hazards;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No broker answers, for longer than any client waits. */
@Tag("hazard")
@Tag("all-cases")
final class KafkaDownIT {
  @Test
  void bothDaemonsWaitInBoundedMemoryAndCatchUp() throws Exception {
    SharedFlow.survives(BrokerFaults.allDown());
  }
}
