package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.PartitionStats.State;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Partitions that a group gives to a reader and takes away again. */
final class SharedPartitionsTest {
  private final ReaderRig rig = new ReaderRig().alsoReading(ReaderRig.P1).shared();
  private final List<LogRecord> opening = new ArrayList<>();
  private final Runs runs = Runs.opened(opening);

  @BeforeEach
  void open() {
    rig.log(opening);
    rig.log(runs.transaction(Notes.insert(Notes.row(1, "one"))));
    rig.settle();
  }

  @Test
  void nothingIsReadBeforeTheGroupHasSaidWhoseItIs() {
    assertThat(rig.reader().joined()).isFalse();
    assertThat(rig.reader().stats()).isEmpty();
    rig.copy.grant(Set.of());
    rig.settle();
    assertThat(rig.reader().joined()).isTrue();
    assertThat(rig.reader().stats()).isEmpty();
    rig.copy.grant(Set.of(ReaderRig.P0));
    rig.settle();
    assertThat(rig.bodies()).containsExactly("one");
    assertThat(rig.reader().stats()).hasSize(1);
  }

  @Test
  void whatIsWholeIsCommittedBeforeAPartitionIsGivenBackAndNothingAfter() {
    rig.restart(
        ReaderRig.SMALL.withBatch(
            new LogReaderConfig.Batch(1000, 1 << 20, Duration.ofHours(1), Duration.ofHours(1))));
    rig.copy.grant(Set.of(ReaderRig.P0));
    rig.reader().step();
    PartitionReader partition = rig.reader().partitions().get(0);
    partition.step();
    rig.reader().step();
    partition.step();
    rig.log(runs.heartbeat(Notes.SOURCE_TIME));
    rig.reader().step();
    rig.reader().step();
    partition.step();
    rig.copy.revoke(Set.of(ReaderRig.P0));
    rig.reader().step();
    assertThat(rig.bodies()).containsExactly("one");
    assertThat(rig.reader().partitions()).isEmpty();
    int commits = rig.commits().size();
    rig.log(runs.transaction(Notes.insert(Notes.row(2, "two"))));
    for (int i = 0; i < 10; i++) {
      assertThat(partition.step()).isFalse();
      rig.reader().step();
    }
    assertThat(rig.commits()).hasSize(commits);
  }

  @Test
  void aPartitionThatComesBackGoesOnWhereWhoeverHadItMeanwhileHasLeftIt() {
    rig.copy.grant(Set.of(ReaderRig.P0));
    rig.settle();
    rig.copy.revoke(Set.of(ReaderRig.P0));
    rig.settle();
    rig.log(runs.transaction(Notes.insert(Notes.row(2, "applied by another"))));
    rig.log(runs.transaction(Notes.insert(Notes.row(3, "three"))));
    rig.target.force(new Checkpoint(Runs.LOG, "dc1", ReaderRig.P0, Scn.parse("1:2"), 2));
    rig.copy.grant(Set.of(ReaderRig.P0));
    rig.settle();
    assertThat(rig.bodies()).containsExactly("one", "three");
  }

  @Test
  void aReaderWhosePartitionWasTakenStopsThereAndDoesNotTakeItBack() {
    rig.copy.grant(Set.of(ReaderRig.P0));
    rig.settle();
    rig.target.force(new Checkpoint(Runs.LOG, "dc1", ReaderRig.P0, Scn.parse("1:5"), 5));
    rig.log(runs.transaction(Notes.insert(Notes.row(2, "two"))));
    rig.settle();
    rig.settleAfter(Duration.ofHours(1));
    assertThat(rig.stats().state()).isEqualTo(State.STOPPED);
    assertThat(rig.stats().failure().orElseThrow().kind()).isEqualTo(FailureKind.CHECKPOINT_LOST);
    assertThat(rig.target.checkpoint(ReaderRig.P0).orElseThrow().scn()).isEqualTo(Scn.parse("1:5"));
    rig.copy.lose(Set.of(ReaderRig.P0));
    rig.settle();
    assertThat(rig.reader().stats()).isEmpty();
  }

  @Test
  void nothingIsAskedOfATargetThatHasSaidThatThePartitionIsLost() {
    rig.copy.grant(Set.of(ReaderRig.P0));
    rig.settle();
    rig.target.force(new Checkpoint(Runs.LOG, "dc1", ReaderRig.P0, Scn.parse("1:5"), 5));
    rig.log(runs.transaction(Notes.insert(Notes.row(2, "two"))));
    rig.settle();
    assertLost();
    assertThat(rig.target.callsAfterFailure()).isZero();
  }

  @Test
  void aGapSeenByAReaderWhosePartitionWasTakenIsNotItsToJudge() {
    rig.copy.grant(Set.of(ReaderRig.P0));
    rig.settle();
    rig.target.force(new Checkpoint(Runs.LOG, "dc1", ReaderRig.P0, Scn.parse("1:5"), 5));
    runs.transaction(Notes.insert(Notes.row(2, "lost")));
    rig.log(runs.transaction(Notes.insert(Notes.row(3, "three"))));
    rig.settle();
    assertLost();
  }

  @Test
  void retentionThatWentByWhatItsSuccessorAppliedIsNotItsToJudgeEither() {
    rig.copy.grant(Set.of(ReaderRig.P0));
    rig.settle();
    for (int i = 2; i < 6; i++) {
      rig.log(runs.transaction(Notes.insert(Notes.row(i, "applied by another"))));
    }
    rig.target.force(new Checkpoint(Runs.LOG, "dc1", ReaderRig.P0, Scn.parse("1:5"), 5));
    rig.log(runs.transaction(Notes.insert(Notes.row(6, "six"))));
    rig.copy.deleteBefore(ReaderRig.P0, 6);
    rig.settle();
    assertLost();
  }

  private void assertLost() {
    assertThat(rig.stats().state()).isEqualTo(State.STOPPED);
    assertThat(rig.stats().failure().orElseThrow().kind()).isEqualTo(FailureKind.CHECKPOINT_LOST);
    assertThat(rig.bodies()).containsExactly("one");
    assertThat(rig.target.checkpoint(ReaderRig.P0).orElseThrow().scn()).isEqualTo(Scn.parse("1:5"));
  }

  @Test
  void whoLosesTheLogGivesUpWhatItHasAndJoinsAgain() {
    rig.copy.grant(Set.of(ReaderRig.P0));
    rig.settle();
    rig.copy.failNext(1);
    rig.reader().step();
    assertThat(rig.reader().joined()).isFalse();
    assertThat(rig.reader().stats()).isEmpty();
    rig.log(runs.transaction(Notes.insert(Notes.row(2, "two"))));
    rig.copy.grant(Set.of(ReaderRig.P0));
    rig.settleAfter(Duration.ofSeconds(1));
    assertThat(rig.bodies()).containsExactly("one", "two");
  }
}
