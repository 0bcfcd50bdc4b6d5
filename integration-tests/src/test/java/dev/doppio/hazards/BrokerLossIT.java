package dev.doppio.hazards;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One of three brokers is lost in mid-flow. */
@Tag("hazard")
final class BrokerLossIT {
  @Test
  void theLeaderOfAPartition() throws Exception {
    SharedFlow.survives(BrokerFaults.leaderKilled());
  }

  @Test
  void theActiveController() throws Exception {
    SharedFlow.survives(BrokerFaults.controllerKilled());
  }

  @RepeatedTest(3)
  @Tag("all-cases")
  void theLeaderAgainAndAgain() throws Exception {
    SharedFlow.survives(BrokerFaults.leaderKilled());
  }
}
