package dev.doppio.logwriter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logwriter.LogContents.Run;
import dev.doppio.schemas.log.RunKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A partition changes its master while somebody dies, starts or writes between any two steps. */
class MastershipHazardsTest {
  private static final int MOST_CALLS = 500;

  /** Runs a history once for each call that may be parted from the one before. */
  private static void atEveryCall(Consumer<Integer> history, int atLeast) {
    int call = 1;
    try {
      for (; call < MOST_CALLS; call++) {
        history.accept(call);
      }
      throw new AssertionError("the calls never end");
    } catch (PastTheLastCall e) {
      assertThat(call).as("calls that were parted").isGreaterThan(atLeast);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("at call " + call, e);
    }
  }

  private static final class PastTheLastCall extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Test
  void aTakerThatDiesBetweenAnyTwoStepsIsFinishedByItsNextStart() {
    atEveryCall(
        call -> {
          MastershipPair pair = new MastershipPair();
          pair.commit(pair.n1, 0);
          pair.n1.step(2);
          TappedLog.Tap tap =
              TappedLog.before(
                  call,
                  pair.n2.log,
                  () -> {
                    throw new TappedLog.Killed();
                  });
          LogWriter dying = new LogWriter(pair.n2.config, tap.log(), pair.n2.source, pair.n2.clock);
          pair.take();
          pair.commit(pair.n2, 0);
          runUntilKilled(dying);
          pair.finish();
          pair.assertMovedOnce();
          assertThat(
                  pair.n1.runs(0, RunKind.TRANSACTION).stream().filter(MastershipHazardsTest::ofN2))
              .hasSize(2);
          passOn(tap);
        },
        20);
  }

  private static boolean ofN2(Run run) {
    return run.begin().origin().node().equals("n2");
  }

  private static void passOn(TappedLog.Tap tap) {
    if (!tap.reached()) {
      throw new PastTheLastCall();
    }
  }

  private static void runUntilKilled(LogWriter writer) {
    try {
      while (writer.step().outcome() != Progress.Outcome.DRAINED) {
        assertThat(writer.stats().retries()).isLessThan(10);
      }
    } catch (TappedLog.Killed e) {
      assertThat(writer.stats().state()).isEqualTo(LogWriter.State.FAILED);
    }
  }

  @Test
  void aMasterThatStartsOrWritesWhileItIsTakenOverLosesThePartitionAndKeepsTheOther() {
    atEveryCall(
        call -> {
          MastershipPair pair = new MastershipPair();
          TappedLog.Tap tap =
              TappedLog.before(
                  call,
                  pair.n1.log,
                  () -> {
                    pair.take();
                    pair.n2.restart();
                    pair.n2.drain();
                  });
          LogWriter taken = new LogWriter(pair.n1.config, tap.log(), pair.n1.source, pair.n1.clock);
          pair.commit(pair.n1, 0);
          pair.commit(pair.n1, 1);
          runUntilKilled(taken);
          pair.n1.restart();
          pair.commit(pair.n1, 1);
          pair.finish();
          pair.assertMovedOnce();
          assertThat(pair.n1.runs(1, RunKind.TRANSACTION)).hasSize(3);
          passOn(tap);
        },
        15);
  }

  @ParameterizedTest(name = "starts again {0}")
  @ValueSource(booleans = {false, true})
  void whatAPredecessorWritesBetweenAnyTwoStepsOfATakeoverComesBeforeTheOpening(boolean restarts) {
    atEveryCall(
        call -> {
          MastershipPair pair = new MastershipPair();
          TappedLog.Tap tap =
              TappedLog.before(
                  call,
                  pair.n2.log,
                  () -> {
                    if (restarts) {
                      pair.n1.restart();
                    }
                    pair.commit(pair.n1, 0);
                    pair.commit(pair.n1, 1);
                    MastershipPair.drainThroughRetries(pair.n1);
                  });
          pair.take();
          pair.commit(pair.n2, 0);
          LogWriter taker = new LogWriter(pair.n2.config, tap.log(), pair.n2.source, pair.n2.clock);
          runUntilKilled(taker);
          pair.finish();
          pair.assertMovedOnce();
          passOn(tap);
        },
        20);
  }

  @Test
  void fromTheFenceOnThePartitionHasItsEndWhateverItsMasterWasAbout() {
    atEveryCall(
        call -> {
          MastershipPair pair = new MastershipPair();
          List<Runnable> checks = new ArrayList<>();
          TappedLog.Tap tap =
              TappedLog.before(
                  call,
                  pair.n1.log,
                  () -> {
                    pair.take();
                    WritableLog.Session fencing = pair.n2.log.open();
                    fencing.fence(Set.of(pair.n1.log.candidate().transactionalId()));
                    int end = pair.n1.log.records(pair.moving).size();
                    checks.add(() -> assertThat(pair.n1.log.records(pair.moving)).hasSize(end));
                  });
          LogWriter taken = new LogWriter(pair.n1.config, tap.log(), pair.n1.source, pair.n1.clock);
          pair.commit(pair.n1, 0);
          pair.commit(pair.n1, 1);
          runUntilKilled(taken);
          checks.forEach(Runnable::run);
          passOn(tap);
        },
        15);
  }
}
