package dev.doppio.simulation;

import dev.doppio.simulation.judge.Violation;
import java.util.Optional;

/**
 * One seed, from beginning to end.
 *
 * @param seed what happens when
 * @param tally what happened
 * @param digest equal where two runs went the same way
 * @param finding empty when every guarantee held
 */
record Seed(long seed, Tally tally, int digest, Optional<Finding> finding) {
  /**
   * A broken guarantee.
   *
   * @param guarantee which
   * @param report for whoever has to find out why
   * @param cause with its stack
   */
  record Finding(String guarantee, String report, Throwable cause) {}

  static Seed run(long seed) {
    Simulation simulation = new Simulation(seed);
    Optional<Finding> finding = Optional.empty();
    try {
      simulation.run();
    } catch (Violation e) {
      finding = Optional.of(new Finding(e.guarantee(), report(seed, simulation, e), e));
    } catch (RuntimeException | Error e) {
      finding = Optional.of(new Finding("G8", report(seed, simulation, e), e));
    }
    Stage stage = simulation.stage();
    return new Seed(seed, stage.tally, stage.trace.digest(), finding);
  }

  private static String report(long seed, Simulation simulation, Throwable e) {
    return simulation.stage().trace
        + "\n"
        + e
        + "\n"
        + "replay: make simulate SEEDS=1 FROM="
        + seed;
  }
}
