package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.guarantees.Violation.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The proof that the guarantees of this package can fail. */
@Tag("hazard")
@Tag("all-cases")
final class SabotagedCheckpointIT {
  @Test
  void aCheckpointMovedByHandIsDetected() throws Exception {
    try (Flow flow = new Flow(Long.getLong("seed", System.nanoTime()))) {
      Outcome outcome = flow.strike(Sabotage.checkpoint());
      assertThat(outcome.count(Kind.LOST)).as("rows that are missing or differ").isPositive();
    }
  }
}
