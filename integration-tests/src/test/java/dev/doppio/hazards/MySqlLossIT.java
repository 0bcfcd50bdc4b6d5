package dev.doppio.hazards;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A MySQL server is lost in mid-flow. */
@Tag("hazard")
final class MySqlLossIT {
  @Test
  void theSourceIsKilled() throws Exception {
    SharedFlow.survives(MySqlFaults.sourceKilled());
  }

  @Test
  void theReplicaIsKilled() throws Exception {
    SharedFlow.survives(MySqlFaults.replicaKilled());
  }

  @Test
  @Tag("all-cases")
  void theSourceIsRestarted() throws Exception {
    SharedFlow.survives(MySqlFaults.sourceRestarted());
  }

  @Test
  @Tag("all-cases")
  void theReplicaIsRestarted() throws Exception {
    SharedFlow.survives(MySqlFaults.replicaRestarted());
  }
}
