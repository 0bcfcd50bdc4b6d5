package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.PartitionBuffer.Request;
import dev.doppio.logreader.PartitionBuffer.Start;
import dev.doppio.logreader.PartitionBuffer.Start.Kind;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Start places in a log of a million records, and what they cost. */
final class StartSearchTest {
  private static final PartitionId PARTITION = new PartitionId("shop", 0);
  private static final int RUNS = 333_334;

  /** log2 of the million records and their markers is 20.3. */
  private static final int HALVINGS = 21;

  private final ComputedLog log = new ComputedLog(RUNS);
  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void theRunAfterACheckpointIsFoundInAboutLog2Probes() {
    for (int i = 0; i < 200; i++) {
      int run = random.nextInt(RUNS - 1);
      Checkpoint checkpoint = new Checkpoint(Runs.LOG, "dc1", PARTITION, new Scn(1, run), run);
      Start start =
          find(new Request(Optional.of(checkpoint), new StartPlace.FromCheckpoint(), true));
      assertThat(start.offset())
          .as("after %d, -Dseed=%d", run, seed)
          .isBetween(end(run), begin(run + 1));
      assertThat(start.kind()).isEqualTo(Kind.IN_LOG);
      assertThat(start.probes()).as("-Dseed=%d", seed).isLessThanOrEqualTo(HALVINGS + 4);
    }
  }

  @Test
  void aRunIsFoundByItsScnInAboutLog2Probes() {
    for (int i = 0; i < 200; i++) {
      int run = random.nextInt(RUNS);
      Start start = find(new StartPlace.AtScn(new Scn(1, run)));
      assertThat(start).as("-Dseed=%d", seed).isEqualTo(chosen(begin(run), start.probes()));
      assertThat(start.probes()).as("-Dseed=%d", seed).isLessThanOrEqualTo(HALVINGS + 4);
    }
  }

  @Test
  void theFirstRunCommittedAtATimeIsFoundInAboutLog2ProbesHoweverLateItWasSent() {
    for (int i = 0; i < 200; i++) {
      int run = random.nextInt(RUNS);
      Start start = find(new StartPlace.AtTime(ComputedLog.committed(run).minusMillis(1)));
      assertThat(start).as("-Dseed=%d", seed).isEqualTo(chosen(begin(run), start.probes()));
      assertThat(start.probes()).as("-Dseed=%d", seed).isLessThanOrEqualTo(HALVINGS + 4);
    }
    Start later = find(new StartPlace.AtTime(ComputedLog.committed(ComputedLog.UP - 1)));
    assertThat(later.offset()).isEqualTo(begin(ComputedLog.UP - 1));
  }

  @Test
  void aTimeBeforeTheLogIsItsBeginAndOneAfterItIsItsEnd() {
    assertThat(find(new StartPlace.AtTime(Notes.SOURCE_TIME.minusSeconds(9))).offset()).isZero();
    assertThat(find(new StartPlace.AtTime(ComputedLog.committed(RUNS + 5))).offset())
        .isEqualTo(begin(RUNS));
  }

  @Test
  void anOffsetInsideARunIsMovedToTheNextRun() {
    assertThat(find(new StartPlace.AtOffset(begin(77)))).isEqualTo(chosen(begin(77), 1));
    for (long inside = begin(77) + 1; inside <= begin(78); inside++) {
      Start start = find(new StartPlace.AtOffset(inside));
      assertThat(start).isEqualTo(chosen(begin(78), start.probes()));
      assertThat(start.probes()).isLessThanOrEqualTo(HALVINGS + 5);
    }
    assertThat(find(new StartPlace.AtOffset(begin(RUNS))).offset()).isEqualTo(begin(RUNS));
    assertThat(find(new StartPlace.AtOffset(begin(RUNS) - 3)).offset()).isEqualTo(begin(RUNS));
  }

  @Test
  void aPlaceThatTheLogDoesNotHaveIsToldWithTheRangeThatItHas() {
    for (StartPlace place :
        new StartPlace[] {
          new StartPlace.AtScn(new Scn(1, RUNS)),
          new StartPlace.AtScn(new Scn(2, 0)),
          new StartPlace.AtOffset(begin(RUNS) + 1)
        }) {
      assertThatThrownBy(() -> find(place))
          .isInstanceOfSatisfying(
              DoppioException.class,
              e -> assertThat(e.kind()).isEqualTo(FailureKind.START_NOT_FOUND))
          .hasMessageContainingAll("shop/0", "1:0 to 1:333333", "0 to 1333336");
    }
  }

  private Start find(StartPlace place) {
    return find(new Request(Optional.empty(), place, true));
  }

  private Start find(Request request) {
    return new StartSearch(log, PARTITION, log.bounds(), new SourceTimes(Runs::schemas))
        .find(request);
  }

  private static Start chosen(long offset, int probes) {
    return new Start(offset, Kind.CHOSEN, probes);
  }

  private static long begin(long run) {
    return ComputedLog.offset(run);
  }

  private static long end(long run) {
    return begin(run) + 3;
  }
}
