package dev.doppio.hazards;

import org.junit.jupiter.api.Test;

/** A process stands still (SIGSTOP) and goes on after the others have given it up. */
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
