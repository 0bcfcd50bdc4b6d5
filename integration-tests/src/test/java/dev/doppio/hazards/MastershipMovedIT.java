package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.schemas.failure.CrashPoint;
import dev.doppio.servers.Command;
import dev.doppio.servers.Daemon;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Partitions change their master under load: again and again, planned and unplanned in turn; and
 * with the process that changes it dying at each named place that {@link CrashPointIT} leaves out,
 * and run again. A place that is never reached fails.
 */
@Tag("hazard")
final class MastershipMovedIT {
  private static final String DIE = "-D" + CrashPoint.PROPERTY + "=";
  private final Random random = new Random(SharedNodes.SEED);

  /** Tests of refusals assert that nothing at all is written. */
  @AfterAll
  static void stop() throws Exception {
    SharedNodes.stop();
  }

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
          for (int i = 0; i < times; i++) {
            move(nodes, nodes.anyMove(random), i % 2 == 0);
          }
          await("changes of those who did not know yet")
              .atMost(Duration.ofSeconds(30))
              .until(() -> nodes.orphans().changes().size() > before);
        });
  }

  private static void move(TwoNodes nodes, Move move, boolean planned) {
    if (planned) {
      nodes.release(move).exits(0);
    }
    nodes.take(move, planned).exits(0);
    nodes.awaitMoved(move);
  }

  @ParameterizedTest
  @EnumSource(names = "TAKEOVER_FENCED")
  void nothingIsLostDoubledOrTornWhereTheOldMasterIsOutAndTheNewOneNotIn(CrashPoint point)
      throws Exception {
    nothingIsLostDoubledOrTornWhenTheTakerDiesThere(point);
  }

  @Tag("all-cases")
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ProcessFaults.OF_THE_FLOW)
  void nothingIsLostDoubledOrTornWhenTheTakerDiesThere(CrashPoint point) throws Exception {
    SharedNodes.survive(
        "crash at " + point,
        nodes -> {
          Move move = nodes.anyMove(random);
          if (point.name().startsWith("LEDGER_")) {
            commandsDie(nodes, move, point);
          } else {
            sidecarDies(nodes, move, point);
          }
          nodes.awaitMoved(move);
        });
  }

  /** Both that change the ledger: whoever gives up, and whoever takes. */
  private static void commandsDie(TwoNodes nodes, Move move, CrashPoint point) {
    nodes.release(move, DIE + point).exits(CrashPoint.EXIT_CODE);
    nodes.release(move).exits(0);
    nodes.take(move, true, DIE + point).exits(CrashPoint.EXIT_CODE);
    nodes.take(move, true).exits(0);
  }

  /** While the command waits for it, and the old master goes on. */
  private static void sidecarDies(TwoNodes nodes, Move move, CrashPoint point) throws Exception {
    // Every start of a sidecar begins a session; the second one is that of the takeover.
    int times = point == CrashPoint.TAKEOVER_BEGUN ? 2 : 1;
    Daemon sidecar = nodes.sidecar(move.to());
    sidecar.kill();
    sidecar.start(DIE + point + ":" + times);
    sidecar.awaitReady();
    CompletableFuture<Command.Result> take =
        CompletableFuture.supplyAsync(() -> nodes.take(move, false));
    assertThat(sidecar.awaitEnd())
        .as("exit code of a sidecar that was to die at %s", point)
        .isEqualTo(CrashPoint.EXIT_CODE);
    sidecar.start();
    take.get().exits(0);
  }
}
