package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.MemoryTarget.Fault;
import dev.doppio.logreader.PartitionStats.State;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong, who stops for it, and what the operator reads. */
final class LogReaderFailureTest {
  private final AtomicReference<Optional<TableVersion>> lateSchema =
      new AtomicReference<>(Optional.empty());
  private final ReaderRig rig =
      new ReaderRig(
          new MemoryTarget(),
          fingerprint ->
              fingerprint.equals(Notes.SECOND.fingerprint())
                  ? lateSchema.get()
                  : Runs.schemas(fingerprint));
  private final List<LogRecord> opening = new ArrayList<>();
  private final Runs runs = Runs.opened(opening);

  @BeforeEach
  void open() {
    rig.alsoReading(ReaderRig.P1);
    rig.log(opening);
    List<LogRecord> other = new ArrayList<>();
    Runs otherRuns = Runs.opened(other);
    other.addAll(otherRuns.transaction(note(1000, "other")));
    rig.copy.append(ReaderRig.P1, other);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {
        "OPEN_FAILS",
        "BEGIN_FAILS",
        "ROWS_FAIL",
        "COMMIT_ABORTED",
        "COMMIT_DONE_BUT_UNANSWERED",
        "SCHEMA_CHANGE_FAILS",
        "SCHEMA_CHANGE_DONE_BUT_UNANSWERED"
      })
  void afterAnyFailureThatMayPassEverythingIsAppliedOnce(Fault fault) {
    lateSchema.set(Optional.of(Notes.SECOND));
    rig.log(runs.transaction(note(1, "one"), note(2, "two")));
    rig.log(runs.alter());
    rig.log(runs.transaction(note(3, "three")));
    rig.target.failNext(fault);
    rig.settle();
    assertThat(rig.reader().stats())
        .filteredOn(stats -> stats.state() == State.RETRYING)
        .singleElement()
        .satisfies(stats -> assertThat(stats.failure().orElseThrow().message()).contains("shop/"));
    rig.settleAfter(Duration.ofSeconds(1));
    assertThat(rig.target.hasFaults()).isFalse();
    assertThat(rig.bodies()).containsExactly("one", "two", "three", "other");
    assertThat(rig.target.journal().stream().mapToLong(c -> c.changes().size()).sum()).isEqualTo(4);
    assertThat(rig.stats().state()).isEqualTo(State.RUNNING);
    assertThat(rig.stats().failure()).isEmpty();
  }

  @Test
  void triesComeLessOftenTheLongerItFails() {
    rig.settle();
    for (int i = 0; i < 8; i++) {
      rig.target.failNext(Fault.COMMIT_ABORTED);
    }
    rig.log(runs.transaction(note(1, "one")));
    int tries = 0;
    for (int tenths = 0; tenths < 300 && rig.target.hasFaults(); tenths++) {
      rig.settleAfter(Duration.ofMillis(100));
      tries++;
    }
    assertThat(tries).as("0.2 + 0.4 + 0.8 + ... s").isBetween(200, 299);
    rig.settleAfter(Duration.ofSeconds(10));
    assertThat(rig.bodies()).contains("one");
  }

  @Test
  void whatTheTargetRejectsStopsItsPartitionOnlyAndSaysWhere() {
    rig.settle();
    rig.target.failNext(Fault.ROWS_REJECTED);
    rig.log(runs.transaction(note(1, "one")));
    rig.settleAfter(Duration.ofHours(1));
    assertStopped(FailureKind.TARGET_REJECTED, "shop/0", "1:1", "0000aa:1");
    assertThat(rig.bodies()).containsExactly("other");
  }

  @Test
  void whatIsRejectedAmongManyRunsIsFoundSoThatTheCheckpointStandsRightBeforeIt() {
    MemoryTarget picky =
        new MemoryTarget() {
          @Override
          protected void store(Commit commit) {
            if (commit.changes().stream().anyMatch(c -> c.after().get().values()[0].equals(5L))) {
              throw new DoppioException(FailureKind.TARGET_REJECTED, "no poison");
            }
            super.store(commit);
          }
        };
    ReaderRig rig = new ReaderRig(picky, Runs::schemas);
    rig.log(opening);
    for (int i = 1; i <= 4; i++) {
      rig.log(runs.transaction(note(i, "good")));
    }
    rig.log(runs.transaction(note(5, "poison")));
    rig.log(runs.transaction(note(6, "behind")));
    rig.settle();
    assertThat(rig.stats().state()).isEqualTo(State.STOPPED);
    assertThat(rig.stats().failure().orElseThrow().message()).contains("SCN 1:5");
    assertThat(rig.bodies()).containsExactly("good", "good", "good", "good");
    assertThat(rig.commits()).endsWith("1:4");
  }

  @Test
  void theRunsBeforeAPlaceThatDoesNotReadAreCommitted() {
    rig.restart(
        ReaderRig.SMALL.withBatch(
            new LogReaderConfig.Batch(100, 1 << 20, Duration.ofHours(1), Duration.ofHours(1))));
    rig.log(runs.transaction(note(1, "one")));
    rig.log(runs.transaction(note(2, "two")));
    rig.copy.appendForeign(ReaderRig.P0);
    rig.settle();
    assertStopped(FailureKind.LOG_CORRUPT, "offset 3");
    assertThat(rig.stats().checkpoint().orElseThrow().scn()).isEqualTo(runs.last());
  }

  @Test
  void aGapStopsItsPartitionOnly() {
    runs.transaction(note(1, "lost"));
    rig.log(runs.transaction(note(2, "two")));
    rig.settle();
    assertStopped(FailureKind.LOG_GAP, "shop/0", "1:0", "1:2");
    assertThat(rig.bodies()).containsExactly("other");
  }

  @Test
  void aRecordThatIsNotOfTheLogStopsItsPartitionOnly() {
    rig.copy.appendForeign(ReaderRig.P0);
    rig.settle();
    assertStopped(FailureKind.LOG_CORRUPT, "shop/0", "offset 1");
    assertThat(rig.bodies()).containsExactly("other");
  }

  @Test
  void aDocumentBeyondTheBoundStopsItsPartitionBeforeItFillsTheHeap() {
    List<LogRecord> run = runs.cutAt(1000).transaction(note(1, "x".repeat(20_000)));
    rig.log(run.subList(0, 12));
    rig.settle();
    assertStopped(FailureKind.LOG_CORRUPT, "1:1", "reader.max-row-size", "10000");
  }

  @Test
  void retentionThatIsFasterThanTheTargetIsAnErrorAndNoReset() {
    for (int i = 0; i < 100; i++) {
      rig.log(runs.transaction(note(i, "x")));
    }
    rig.settle();
    rig.restart(ReaderRig.SMALL);
    for (int i = 0; i < 100; i++) {
      rig.log(runs.transaction(note(100 + i, "y")));
    }
    rig.copy.deleteBefore(ReaderRig.P0, 150);
    rig.settle();
    assertStopped(FailureKind.LOG_TRUNCATED, "1:100", "1:150", "doppio bootstrap");
    assertThat(rig.bodies()).hasSize(101);
  }

  @Test
  void retentionThatOvertakesAPausedReaderIsAnErrorToo() {
    for (int i = 0; i < 300; i++) {
      rig.log(runs.transaction(note(i, "x")));
    }
    rig.reader().partitions().get(0).step();
    for (int i = 0; i < 20; i++) {
      rig.reader().step();
    }
    rig.copy.deleteBefore(ReaderRig.P0, 200);
    rig.settle();
    assertStopped(FailureKind.LOG_TRUNCATED, "1:200");
  }

  @Test
  void anotherLogUnderTheSameNameStops() {
    rig.target.force(
        new Checkpoint(new LogId(new UUID(0, 0x4d)), "dc1", ReaderRig.P0, Scn.parse("1:0"), 0));
    rig.settle();
    assertStopped(FailureKind.LOG_REPLACED, "00000000004d", "00000001");
  }

  @Test
  void aSchemaThatComesLateIsWaitedFor() {
    rig.log(runs.transaction(note(1, "one")));
    rig.log(
        runs.transaction(
            Notes.insert(Notes.row(2, "two")), Notes.insert(Notes.row(3, "three", "red"))));
    rig.settle();
    assertThat(rig.stats().state()).isEqualTo(State.AWAITING_SCHEMA);
    assertThat(rig.bodies()).as("what came before it").containsExactly("one", "other");
    rig.settleAfter(Duration.ofSeconds(29));
    assertThat(rig.stats().state()).isEqualTo(State.AWAITING_SCHEMA);
    lateSchema.set(Optional.of(Notes.SECOND));
    rig.settleAfter(Duration.ofMillis(500));
    assertThat(rig.bodies()).containsExactly("one", "two", "three", "other");
    assertThat(rig.stats().failure()).isEmpty();
  }

  @Test
  void aSchemaThatDoesNotComeStopsItsPartitionOnly() {
    rig.log(runs.transaction(Notes.insert(Notes.row(3, "three", "red"))));
    rig.settle();
    rig.settleAfter(Duration.ofSeconds(31));
    assertStopped(FailureKind.SCHEMA_UNKNOWN, "1:1", Notes.SECOND.fingerprint().toString());
  }

  @Test
  void aStructureThatIsNotKnownYetIsWaitedForToo() {
    rig.log(runs.transaction(note(1, "one")));
    rig.log(runs.alter());
    rig.settle();
    assertThat(rig.stats().state()).isEqualTo(State.AWAITING_SCHEMA);
    lateSchema.set(Optional.of(Notes.SECOND));
    rig.settleAfter(Duration.ofSeconds(1));
    assertThat(rig.target.table(Notes.FIRST.name())).contains(Notes.SECOND);
  }

  @Test
  void aLogThatDoesNotAnswerIsTriedAgainAndSaidSo() {
    rig.settle();
    rig.copy.failNext(3);
    rig.log(runs.transaction(note(1, "one")));
    rig.settle();
    assertThat(rig.reader().outage()).isPresent();
    rig.settleAfter(Duration.ofMillis(300));
    rig.settleAfter(Duration.ofMillis(600));
    rig.settleAfter(Duration.ofMillis(1200));
    assertThat(rig.reader().outage()).isEmpty();
    assertThat(rig.bodies()).containsExactly("one", "other");
    assertThat(rig.stats().counts().repeats()).isZero();
  }

  @Test
  void aDefectEndsTheProcessAndNamesThePlace() {
    MemoryTarget defective =
        new MemoryTarget() {
          @Override
          protected void store(Commit commit) {
            throw new IllegalStateException("a bug");
          }
        };
    ReaderRig broken = new ReaderRig(defective, Runs::schemas);
    List<LogRecord> log = new ArrayList<>();
    log.addAll(Runs.opened(log).transaction(note(1, "one")));
    broken.log(log);
    assertThatThrownBy(broken::settle)
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INTERNAL))
        .hasMessageContainingAll("shop/0", "1:1", "a bug");
  }

  private void assertStopped(FailureKind kind, String... saying) {
    PartitionStats stats = rig.stats();
    assertThat(stats.state()).isEqualTo(State.STOPPED);
    assertThat(stats.failure().orElseThrow().kind()).isEqualTo(kind);
    assertThat(stats.failure().orElseThrow().message()).contains(saying);
    assertThat(rig.stats(ReaderRig.P1).state()).isEqualTo(State.RUNNING);
  }

  private static DocumentChange note(long id, String body) {
    return Notes.insert(Notes.row(id, body));
  }
}
