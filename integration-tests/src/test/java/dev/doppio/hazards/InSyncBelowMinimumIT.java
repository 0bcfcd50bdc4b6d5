package dev.doppio.hazards;

import org.junit.jupiter.api.Test;

/** Too few replicas are in sync to acknowledge anything. */
final class InSyncBelowMinimumIT {
  @Test
  void nothingIsAcknowledgedAndNothingIsLost() throws Exception {
    SharedFlow.survives(BrokerFaults.inSyncBelowMinimum());
  }
}
