package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.PartitionStats.State;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What reaches the target, and when. */
final class LogReaderTest {
  private final ReaderRig rig = new ReaderRig();
  private final List<LogRecord> opening = new ArrayList<>();
  private final Runs runs = Runs.opened(opening);

  @BeforeEach
  void open() {
    rig.log(opening);
  }

  @Test
  void everythingInTheLogReachesTheTargetInOrder() {
    rig.log(runs.snapshot(Notes.read(Notes.row(1, "old")), Notes.read(Notes.row(9, "gone"))));
    rig.log(runs.transaction(note(2, "two"), Notes.update(Notes.row(1, "one"))));
    rig.log(runs.cutAt(9).transaction(Notes.delete(9), note(3, "three")));
    rig.log(runs.withBareEnd().transaction(note(4, "four")));
    rig.settle();
    assertThat(rig.bodies()).containsExactly("one", "two", "three", "four");
    assertThat(rig.stats().checkpoint().orElseThrow().scn()).isEqualTo(Scn.parse("1:4"));
    assertThat(rig.stats().counts().transactions()).isEqualTo(3);
    assertThat(rig.stats().counts().rows()).isEqualTo(7);
  }

  @Test
  void manyRunsShareATargetTransactionAndNoneIsSplit() {
    for (int i = 0; i < 10; i++) {
      rig.log(runs.transaction(note(2 * i, "a"), note(2 * i + 1, "b")));
    }
    rig.log(runs.transaction(notes(30, 5)));
    rig.log(runs.transaction(notes(40, 5)));
    rig.settle();
    // Six rows are a batch; it ends with the run that reaches them.
    assertThat(rig.commits()).containsSubsequence("1:3", "1:6", "1:9", "1:11", "1:12");
    rig.target
        .journal()
        .forEach(commit -> assertThat(commit.changes().size()).isLessThanOrEqualTo(7));
  }

  @Test
  void aLoneTransactionDoesNotWaitForABatch() {
    rig.settle();
    rig.log(runs.transaction(note(1, "now")));
    rig.settle();
    assertThat(rig.bodies()).containsExactly("now");
  }

  @Test
  void aBatchEndsAtItsAgeEvenWhenMoreIsBuffered() {
    LogReaderConfig patient =
        ReaderRig.SMALL.withBatch(
            new LogReaderConfig.Batch(1000, 1 << 20, Duration.ofSeconds(1), Duration.ofSeconds(5)));
    rig.restart(patient);
    for (int i = 0; i < 30; i++) {
      rig.log(runs.transaction(note(i, "x")));
    }
    PartitionReader partition = rig.reader().partitions().get(0);
    partition.step();
    IntStream.range(0, 4).forEach(i -> rig.reader().step());
    partition.step();
    partition.step();
    assertThat(rig.commits()).isEmpty();
    rig.clock.pass(Duration.ofSeconds(1));
    partition.step();
    assertThat(rig.commits()).hasSize(1);
  }

  @Test
  void heartbeatsMoveTheCheckpointTogether() {
    rig.settle();
    int commits = rig.commits().size();
    for (int second = 0; second < 5; second++) {
      rig.log(runs.heartbeat(Notes.SOURCE_TIME.plusSeconds(second)));
      rig.settleAfter(Duration.ofSeconds(1));
    }
    assertThat(rig.commits()).hasSize(commits);
    rig.settleAfter(Duration.ofSeconds(1));
    assertThat(rig.commits()).hasSize(commits + 1);
    assertThat(rig.stats().checkpoint().orElseThrow().scn()).isEqualTo(runs.last());
  }

  @Test
  void aRestartGoesOnBehindTheCheckpoint() {
    for (int i = 0; i < 200; i++) {
      rig.log(runs.transaction(note(i, "x")));
      rig.copy.skip(ReaderRig.P0, 1);
    }
    rig.settle();
    rig.restart(ReaderRig.SMALL);
    rig.log(runs.transaction(note(500, "after")));
    rig.settle();
    assertThat(rig.bodies()).hasSize(201);
    assertThat(applied()).isEqualTo(201);
    assertThat(rig.stats().counts().repeats()).isZero();
    assertThat(rig.stats().counts().probes()).isLessThan(20);
  }

  @Test
  void aTransactionLargerThanTheBufferStreamsInSlicesAndShowsAtOnce() {
    rig.log(runs.transaction(note(1, "before")));
    List<LogRecord> large = runs.transaction(notes(100, 500));
    rig.log(large.subList(0, 400));
    rig.settle();
    assertThat(rig.bodies()).as("its end has not come").containsExactly("before");
    assertThat(rig.stats().bufferedBytes()).isZero();
    rig.log(large.subList(400, 500));
    rig.log(runs.transaction(note(2, "behind")));
    rig.settle();
    assertThat(rig.bodies()).hasSize(502);
    assertThat(rig.target.journal())
        .filteredOn(commit -> commit.checkpoint().scn().equals(large.get(0).place().scn()))
        .singleElement()
        .satisfies(commit -> assertThat(commit.changes()).hasSize(500));
  }

  @Test
  void aFullBufferPausesItsPartitionAndHalfOfItResumes() {
    for (int i = 0; i < 300; i++) {
      rig.log(runs.transaction(note(i, "x")));
    }
    PartitionReader partition = rig.reader().partitions().get(0);
    partition.step();
    IntStream.range(0, 50).forEach(i -> rig.reader().step());
    long full = rig.stats().bufferedBytes();
    assertThat(full).isPositive();
    rig.reader().step();
    assertThat(rig.stats().bufferedBytes()).as("paused").isEqualTo(full);
    rig.settle();
    assertThat(rig.bodies()).hasSize(300);
  }

  @Test
  void onePartitionsLongWorkHoldsUpNoOther() {
    rig.alsoReading(ReaderRig.P1);
    List<LogRecord> other = new ArrayList<>();
    Runs otherRuns = Runs.opened(other);
    other.addAll(otherRuns.transaction(note(1000, "other")));
    rig.copy.append(ReaderRig.P1, other);
    for (int i = 0; i < 300; i++) {
      rig.log(runs.transaction(note(i, "x")));
    }
    rig.reader().partitions().get(0).step();
    PartitionReader quick = rig.reader().partitions().get(1);
    for (int i = 0; i < 60; i++) {
      rig.reader().step();
      quick.step();
    }
    assertThat(rig.bodies()).containsExactly("other");
  }

  @Test
  void aSchemaChangeComesBetweenTheRowsBeforeAndTheRowsAfter() {
    rig.log(runs.transaction(note(1, "one")));
    rig.log(runs.alter());
    rig.log(runs.transaction(Notes.insert(Notes.row(2, "two", "red"))));
    rig.settle();
    assertThat(rig.commits()).contains("1:1", "1:2", "1:3");
    assertThat(rig.target.table(Notes.FIRST.name())).contains(Notes.SECOND);
    assertThat(rig.bodies()).containsExactly("one", "two");
  }

  @Test
  void aTruncationTakesTheRowsBeforeItAndNoneAfterIt() {
    rig.log(runs.transaction(note(1, "one"), note(2, "two")));
    rig.log(runs.truncate());
    rig.log(runs.transaction(note(3, "three")));
    rig.settle();
    assertThat(rig.commits()).contains("1:1", "1:2", "1:3");
    assertThat(rig.bodies()).containsExactly("three");
  }

  @Test
  void drainCommitsWhatIsWholeAndNothingElse() {
    rig.settle();
    rig.log(runs.heartbeat(Notes.SOURCE_TIME));
    rig.log(runs.transaction(notes(10, 3)).subList(0, 2));
    rig.settle();
    rig.reader().partitions().get(0).drain();
    assertThat(rig.target.checkpoint(ReaderRig.P0).orElseThrow().scn()).isEqualTo(Scn.parse("1:1"));
    assertThat(rig.bodies()).isEmpty();
  }

  @Test
  void aRunLeftOpenInACopyIsVoidWhenItBeginsAgain() {
    rig.log(runs.transaction(note(1, "one")));
    List<LogRecord> run = runs.transaction(notes(10, 3));
    rig.log(run.subList(0, 2));
    rig.settle();
    assertThat(rig.bodies()).containsExactly("one");
    rig.log(run);
    rig.settle();
    assertThat(rig.bodies()).hasSize(4);
    assertThat(applied()).isEqualTo(4);
    assertThat(rig.stats().counts().voidRuns()).isEqualTo(1);
  }

  @Test
  void aLargeRunLeftOpenIsGivenUpAtTheTargetToo() {
    rig.log(runs.transaction(note(1, "one")));
    List<LogRecord> run = runs.transaction(notes(10, 60));
    rig.log(run.subList(0, 50));
    rig.settle();
    rig.log(run);
    rig.settle();
    assertThat(rig.bodies()).hasSize(61);
    assertThat(applied()).isEqualTo(61);
  }

  @Test
  void aRunLeftOpenByALostWriterIsOvertakenByTheNextGeneration() {
    rig.log(runs.transaction(note(1, "one")));
    Scn last = runs.last();
    rig.log(runs.transaction(notes(10, 60)).subList(0, 50));
    rig.settle();
    Runs successor = new Runs(Runs.LOG);
    successor.opening(1, Optional.empty());
    successor.transaction(note(1, "one"));
    rig.log(successor.opening(2, Optional.of(last)));
    rig.log(successor.transaction(note(2, "two")));
    rig.settle();
    assertThat(rig.bodies()).containsExactly("one", "two");
    assertThat(rig.stats().state()).isEqualTo(State.RUNNING);
  }

  @Test
  void repeatsOfAMirrorAreDroppedAndCounted() {
    List<LogRecord> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.addAll(runs.transaction(note(i, "x"), note(100 + i, "y")));
    }
    rig.log(all.subList(0, 25));
    rig.log(all.subList(11, 40));
    rig.settle();
    assertThat(applied()).isEqualTo(40);
    assertThat(rig.stats().counts().repeats()).isEqualTo(13);
    assertThat(rig.stats().counts().voidRuns()).isEqualTo(1);
  }

  @Test
  void aPlaceThatTheSearchMissesIsFoundByReading() {
    rig.log(runs.transaction(note(1, "one")));
    Runs zombie = new Runs(Runs.LOG);
    zombie.opening(1, Optional.empty());
    zombie.transaction(note(1, "one"));
    rig.log(runs.opening(2, Optional.of(runs.last())));
    rig.settle();
    for (int i = 0; i < 40; i++) {
      rig.log(runs.transaction(note(10 + i, "good")));
      rig.log(zombie.transaction(note(100, "bad")));
    }
    rig.log(runs.heartbeat(Notes.SOURCE_TIME));
    rig.restart(ReaderRig.SMALL);
    rig.settle();
    assertThat(rig.stats().state()).isEqualTo(State.RUNNING);
    assertThat(rig.bodies()).hasSize(41).doesNotContain("bad");
    assertThat(rig.stats().counts().zombies()).isPositive();
  }

  private long applied() {
    return rig.target.journal().stream().mapToLong(commit -> commit.changes().size()).sum();
  }

  private static DocumentChange[] notes(int firstId, int count) {
    return IntStream.range(firstId, firstId + count)
        .mapToObj(id -> note(id, "row " + id))
        .toArray(DocumentChange[]::new);
  }

  private static DocumentChange note(long id, String body) {
    return Notes.insert(Notes.row(id, body));
  }
}
