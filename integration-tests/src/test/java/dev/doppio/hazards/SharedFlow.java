package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.servers.Servers;
import java.sql.SQLException;
import java.util.Optional;

/** One flow for all tests of faults from which it recovers. */
final class SharedFlow {
  private SharedFlow() {}

  private static Optional<Flow> running = Optional.empty();

  /** Strikes, and asserts that nothing was lost, doubled, torn or out of order. */
  static void survives(Fault fault) throws Exception {
    Flow flow = running.isPresent() ? running.get() : start();
    running = Optional.empty();
    try {
      assertThat(flow.strike(fault).violations()).as(fault.name()).isEmpty();
      running = Optional.of(flow);
    } finally {
      if (running.isEmpty()) {
        flow.close(); // the next test is not to suffer from what became of this one
      }
    }
  }

  /** The test that comes next does without, and without its servers. */
  static void stop() {
    running.ifPresent(Flow::close);
    running = Optional.empty();
    Servers.stop(Flow.SOURCE, Flow.REPLICA, Brokers.NAME);
  }

  private static Flow start() throws SQLException {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("hazards -Dseed=" + seed);
    return new Flow(seed);
  }
}
