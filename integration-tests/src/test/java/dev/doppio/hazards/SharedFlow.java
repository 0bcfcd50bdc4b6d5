package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;

/** One flow for all tests of faults from which it recovers. */
final class SharedFlow {
  private static final Shared<Flow> FLOW = new Shared<>(SharedFlow::start);

  private SharedFlow() {}

  /** Strikes, and asserts that nothing was lost, doubled, torn or out of order. */
  static void survives(Fault fault) throws Exception {
    FLOW.lend(flow -> assertThat(flow.strike(fault).violations()).as(fault.name()).isEmpty());
  }

  private static Flow start() throws SQLException {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("hazards -Dseed=" + seed);
    return new Flow(seed);
  }
}
