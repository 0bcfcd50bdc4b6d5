package dev.doppio.hazards;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A process stands still (SIGSTOP) and goes on after the others have given it up. */
@Tag("hazard")
@Tag("all-cases")
final class StandstillIT {
  @Test
  void theSidecarBeyondItsTransactionsTimeOut() throws Exception {
    SharedFlow.survives(ProcessFaults.sidecarStandsStill());
  }

  @Test
  void theApplierWhileAnotherTakesOver() throws Exception {
    SharedFlow.survives(ProcessFaults.applierStandsStill());
  }
}
