package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Optional;

/** Two nodes for all tests in which partitions move. */
final class SharedNodes {
  /** Of all that happens to them. */
  static final long SEED = Long.getLong("seed", System.nanoTime());

  private SharedNodes() {}

  private static Optional<TwoNodes> running = Optional.empty();

  /** What happens to them. */
  interface Act {
    void on(TwoNodes nodes) throws Exception;
  }

  /** Lets it happen under load, and asserts that every guarantee held. */
  static void survive(String what, Act act) throws Exception {
    TwoNodes nodes = running.isPresent() ? running.get() : start();
    running = Optional.empty();
    try {
      nodes.go();
      act.on(nodes);
      assertThat(nodes.judge()).as(what).isEmpty();
      System.out.println(what + ": " + nodes.told());
      running = Optional.of(nodes);
    } finally {
      if (running.isEmpty()) {
        nodes.close(); // the next test is not to suffer from what became of these
      }
    }
  }

  /** Whoever is last. */
  static void stop() {
    running.ifPresent(TwoNodes::close);
    running = Optional.empty();
  }

  private static TwoNodes start() throws SQLException {
    System.out.println("two nodes -Dseed=" + SEED);
    return new TwoNodes(SEED);
  }
}
