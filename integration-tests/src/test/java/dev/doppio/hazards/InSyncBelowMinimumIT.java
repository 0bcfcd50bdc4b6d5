package dev.doppio.hazards;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Too few replicas are in sync to acknowledge anything. */
@Tag("hazard")
final class InSyncBelowMinimumIT {
  @Test
  void nothingIsAcknowledgedAndNothingIsLost() throws Exception {
    SharedFlow.survives(BrokerFaults.inSyncBelowMinimum());
  }
}
