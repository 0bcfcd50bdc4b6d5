package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Writer and reader over random histories, and proof that the judge can say no. */
final class PipelineSimulationTest {
  private static final int SABOTAGED_SEEDS = 40;

  static LongStream seeds() {
    Long one = Long.getLong("seed");
    return one == null ? LongStream.range(0, 300) : LongStream.of(one);
  }

  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("seeds")
  void theTargetShowsEveryTransactionOnceWholeAndInOrder(long seed) {
    try {
      PipelineSimulation simulation = new PipelineSimulation(seed, JudgedTarget::new);
      simulation.run();
      simulation.assertEqual();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "replay: mvn -pl applier/log-reader -am test -Dtest=PipelineSimulationTest"
              + " -Dsurefire.failIfNoSpecifiedTests=false -Dseed="
              + seed,
          e);
    }
  }

  @Test
  void aCheckpointCommittedApartFromItsRowsIsFound() {
    assertThat(findings(CheckpointFirst::new)).isNotEmpty();
  }

  @Test
  void rowsCommittedApartFromTheirCheckpointAreFound() {
    assertThat(findings(RowsFirst::new)).isNotEmpty();
  }

  @Test
  void aTargetThatForgetsToCompareTheCheckpointIsFound() {
    assertThat(findings(NoCompare::new)).isNotEmpty();
  }

  @Test
  void aTargetThatShowsHalfATransactionIsFound() {
    assertThat(findings(HalfShown::new)).isNotEmpty();
  }

  @Test
  void aRecordThatTheMirrorLosesStopsItsPartitionAndNeverPasses() {
    int stopped = 0;
    for (long seed = 0; seed < SABOTAGED_SEEDS; seed++) {
      PipelineSimulation simulation =
          new PipelineSimulation(seed, JudgedTarget::new).losingOneRecordIn(20);
      simulation.run();
      stopped += simulation.stopped() ? 1 : 0;
    }
    // A repeat by the mirror may bring the record after all.
    assertThat(stopped).isGreaterThan(SABOTAGED_SEEDS / 2);
  }

  private static List<Throwable> findings(Function<SimulatedTraffic, JudgedTarget> sabotaged) {
    List<Throwable> findings = new ArrayList<>();
    for (long seed = 0; seed < SABOTAGED_SEEDS && findings.isEmpty(); seed++) {
      try {
        PipelineSimulation simulation = new PipelineSimulation(seed, sabotaged);
        simulation.run();
        simulation.assertEqual();
      } catch (RuntimeException | AssertionError e) {
        findings.add(e);
      }
    }
    return findings;
  }

  private static DoppioException crash() {
    return new DoppioException(FailureKind.TARGET_UNAVAILABLE, "injected: between two commits");
  }

  /** Every 20th commit dies between checkpoint and rows. */
  private static final class CheckpointFirst extends JudgedTarget {
    private int commits;

    CheckpointFirst(SimulatedTraffic traffic) {
      super(traffic);
    }

    @Override
    protected void store(Commit commit) {
      force(commit.checkpoint());
      if (++commits % 20 == 0) {
        throw crash();
      }
      super.store(commit);
    }
  }

  /** Every 20th commit dies between rows and checkpoint. */
  private static final class RowsFirst extends JudgedTarget {
    private int commits;

    RowsFirst(SimulatedTraffic traffic) {
      super(traffic);
    }

    @Override
    protected void store(Commit commit) {
      if (++commits % 20 == 0) {
        apply(commit.changes());
        show(commit.partition(), commit.changes());
        throw crash();
      }
      super.store(commit);
    }
  }

  private static final class NoCompare extends JudgedTarget {
    NoCompare(SimulatedTraffic traffic) {
      super(traffic);
    }

    @Override
    protected boolean compares() {
      return false;
    }
  }

  /** Commits of several rows leave the last one for later. */
  private static final class HalfShown extends JudgedTarget {
    HalfShown(SimulatedTraffic traffic) {
      super(traffic);
    }

    @Override
    protected void store(Commit commit) {
      int all = commit.changes().size();
      super.store(
          new Commit(
              commit.partition(), commit.changes().subList(0, all - all / 4), commit.checkpoint()));
    }
  }
}
