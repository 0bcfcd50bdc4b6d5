package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;

/** Two nodes for all tests in which partitions move. */
final class SharedNodes {
  /** Of all that happens to them. */
  static final long SEED = Long.getLong("seed", System.nanoTime());

  private static final Shared<TwoNodes> NODES = new Shared<>(SharedNodes::start);

  private SharedNodes() {}

  /** Lets it happen under load, and asserts that every guarantee held. */
  static void survive(String what, Shared.Act<TwoNodes> act) throws Exception {
    NODES.lend(
        nodes -> {
          nodes.go();
          act.on(nodes);
          assertThat(nodes.judge()).as(what).isEmpty();
          System.out.println(what + ": " + nodes.told());
        });
  }

  /** Whoever is last. */
  static void stop() throws Exception {
    NODES.stop();
  }

  private static TwoNodes start() throws SQLException {
    System.out.println("two nodes -Dseed=" + SEED);
    return new TwoNodes(SEED);
  }
}
