package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Partitions change their master again and again under load, planned and unplanned in turn. */
final class MastershipMovedIT {
  @Test
  void twiceUnderLoadNothingIsLostDoubledTornOrOutOfOrder() throws Exception {
    move(2);
  }

  @Tag("all-cases")
  @Test
  void twentyTimesUnderLoadNothingIsLostDoubledTornOrOutOfOrder() throws Exception {
    move(20);
  }

  private void move(int times) throws Exception {
    SharedNodes.survive(
        times + " moves",
        nodes -> {
          int before = nodes.orphans().changes().size();
          Random random = new Random(SharedNodes.SEED);
          for (int i = 0; i < times; i++) {
            move(nodes, nodes.anyMove(random), i % 2 == 0);
          }
          assertThat(nodes.orphans().changes().size())
              .as("changes of those who did not know yet")
              .isGreaterThan(before);
        });
  }

  private static void move(TwoNodes nodes, Move move, boolean planned) {
    if (planned) {
      nodes.release(move).exits(0);
    }
    nodes.take(move, planned).exits(0);
    nodes.awaitMoved(move);
  }
}
