package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.PartitionBuffer.Start;
import dev.doppio.logreader.RunVerifier.Verdict;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.EndHeader;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Place;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RunVerifierTest {
  private static final PartitionId PARTITION = new PartitionId("shop", 3);

  private final List<LogRecord> log = new ArrayList<>();
  private final Runs runs = Runs.opened(log);
  private RunVerifier verifier = new RunVerifier(PARTITION, Optional.empty(), Start.Kind.LOG_BEGIN);

  @Test
  void aRunCountsWhenItsEndAddsUpAndNotBefore() {
    log.addAll(runs.transaction(note(1), note(2), note(3)));
    accept(log.subList(0, 3));
    assertThat(verifier.checkpoint()).isEqualTo(at("1:0", 0));
    assertThat(verifier.accept(log.get(3))).isEqualTo(Verdict.NEXT);
    assertThat(verifier.checkpoint()).isEqualTo(at("1:1", 1));
  }

  @Test
  void everyKindOfRunFollowsAnother() {
    log.addAll(runs.snapshot(note(1)));
    log.addAll(runs.heartbeat(Notes.SOURCE_TIME));
    log.addAll(runs.alter());
    log.addAll(runs.cutAt(7).transaction(note(1), note(2)));
    log.addAll(runs.withBareEnd().transaction(note(1)));
    log.addAll(runs.opening(2, Optional.of(runs.last())));
    log.addAll(runs.opening(1024, Optional.of(runs.last())));
    log.addAll(runs.transaction(note(5)));
    accept(log);
    assertThat(verifier.checkpoint()).isEqualTo(at("1024:1", 3));
  }

  @Test
  void whatIsAppliedIsDroppedWholeOrInPart() {
    log.addAll(runs.transaction(note(1), note(2)));
    log.addAll(runs.transaction(note(3), note(4), note(5)));
    accept(log.subList(0, 4));
    // A mirror that started again from an earlier place, in the midst of a run.
    assertThat(log.subList(2, 3)).extracting(verifier::accept).containsOnly(Verdict.REPEAT);
    assertThat(verifier.accept(log.get(3))).isEqualTo(Verdict.AFRESH);
    accept(log.subList(4, 5));
    assertThat(verifier.accept(log.get(4))).isEqualTo(Verdict.REPEAT);
    accept(log.subList(5, 6));
    assertThat(verifier.checkpoint()).isEqualTo(at("1:2", 2));
  }

  @Test
  void aLowerGenerationAfterAHigherIsAZombie() {
    log.addAll(runs.transaction(note(1)));
    log.addAll(runs.opening(2, Optional.of(runs.last())));
    accept(log);
    Runs zombie = new Runs(Runs.LOG);
    zombie.opening(1, Optional.empty());
    zombie.transaction(note(1));
    List<LogRecord> late = zombie.transaction(note(2));
    assertThat(verifier.accept(late.get(0))).isEqualTo(Verdict.ZOMBIE);
    assertThat(verifier.checkpoint()).isEqualTo(at("2:0", 1));
  }

  @Test
  void olderGenerationsReadAgainFromTheLogsStartAreNoZombies() {
    log.addAll(runs.transaction(note(1)));
    log.addAll(runs.opening(2, Optional.of(runs.last())));
    log.addAll(runs.transaction(note(1)));
    verifier = new RunVerifier(PARTITION, Optional.of(at("2:0", 1)), Start.Kind.LOG_BEGIN);
    assertThat(log.subList(0, 3)).extracting(verifier::accept).containsOnly(Verdict.REPEAT);
    assertThat(verifier.accept(log.get(3))).isEqualTo(Verdict.FIRST);
  }

  @Test
  void aMissingRunIsAGapThatNamesBothSides() {
    accept(log);
    runs.transaction(note(1));
    assertFails(FailureKind.LOG_GAP, runs.transaction(note(2)), "1:0", "1:2");
  }

  @Test
  void aMissingRecordInsideARunIsAGap() {
    List<LogRecord> run = runs.transaction(note(1), note(2), note(3), note(4));
    accept(log);
    accept(run.subList(0, 1));
    assertFails(FailureKind.LOG_GAP, run.subList(3, 4), "records 1 to 2", "1:1");
  }

  @Test
  void aRunWithoutItsBeginningIsAGap() {
    accept(log);
    assertFails(FailureKind.LOG_GAP, runs.transaction(note(1), note(2)).subList(1, 2), "1:1");
  }

  @Test
  void aRunLeftOpenMayOnlyBeginAgainOrBeOvertakenByAnOpening() {
    accept(log);
    accept(runs.transaction(note(1), note(2)).subList(0, 1));
    Runs successor = new Runs(Runs.LOG);
    List<LogRecord> opening = successor.opening(2, Optional.of(Scn.parse("1:0")));
    assertThat(verifier.accept(opening.get(0))).isEqualTo(Verdict.AFRESH);
    assertThat(verifier.checkpoint()).isEqualTo(at("2:0", 0));
  }

  @Test
  void theNextRunBeforeTheEndOfTheOpenOneIsAGap() {
    accept(log);
    accept(runs.transaction(note(1), note(2)).subList(0, 1));
    assertFails(FailureKind.LOG_GAP, runs.transaction(note(3)), "1:2");
  }

  @Test
  void anOpeningThatForgetsAppliedRunsIsADivergenceThatNamesThem() {
    log.addAll(runs.transaction(note(1)));
    log.addAll(runs.transaction(note(2)));
    accept(log);
    assertFails(
        FailureKind.LOG_DIVERGED,
        new Runs(Runs.LOG).opening(2, Optional.of(Scn.parse("1:1"))),
        "generation 2",
        "after 1:1",
        "up to 1:2");
  }

  @Test
  void anOpeningBeyondTheCheckpointIsAGap() {
    accept(log);
    assertFails(
        FailureKind.LOG_GAP, new Runs(Runs.LOG).opening(2, Optional.of(Scn.parse("1:9"))), "2:0");
  }

  @Test
  void anotherLogIsToldByItsFirstRunEvenByOneThatWouldBeDropped() {
    log.addAll(runs.transaction(note(1)));
    accept(log);
    Runs other = new Runs(new LogId(new UUID(0, 2)));
    assertFails(
        FailureKind.LOG_REPLACED, other.opening(1, Optional.empty()), "00000002", "00000001");
  }

  @Test
  void aLogWhoseOpeningIsGoneIsTruncated() {
    assertFails(FailureKind.LOG_TRUNCATED, runs.transaction(note(1)), "1:1", "doppio bootstrap");
    verifier = new RunVerifier(PARTITION, Optional.empty(), Start.Kind.LOG_BEGIN);
    assertFails(FailureKind.LOG_TRUNCATED, runs.opening(2, Optional.of(Scn.parse("1:7"))), "2:0");
  }

  @Test
  void aLogThatBeginsBeyondTheCheckpointIsTruncated() {
    verifier = new RunVerifier(PARTITION, Optional.of(at("1:0", 0)), Start.Kind.LOG_BEGIN);
    runs.transaction(note(1));
    assertFails(FailureKind.LOG_TRUNCATED, runs.transaction(note(2)), "1:0", "1:2");
  }

  @Test
  void aWrongCountOfTransactionsIsCorruption() {
    accept(log);
    LogRecord good = runs.transaction(note(1)).get(0);
    Place p = good.place();
    Place counted = new Place(p.scn(), p.kind(), 0, p.transactions() + 1, true, true, 0, true);
    LogRecord bad = new LogRecord(counted, good.begin(), good.end(), good.key(), good.value());
    assertFails(FailureKind.LOG_CORRUPT, List.of(bad), "1:1", "counts 2");
  }

  @Test
  void aFlippedBitIsCorruption() {
    accept(log);
    List<LogRecord> run = runs.transaction(note(1), note(2));
    run.get(0).value()[9] ^= 1;
    accept(run.subList(0, 1));
    assertFails(FailureKind.LOG_CORRUPT, run.subList(1, 2), "1:1", "add up");
  }

  @Test
  void aWrongNumberOfRowsIsCorruption() {
    accept(log);
    LogRecord good = runs.transaction(note(1)).get(0);
    EndHeader end = new EndHeader(2, good.end().orElseThrow().checksum(), 1);
    LogRecord bad =
        new LogRecord(good.place(), good.begin(), Optional.of(end), good.key(), good.value());
    assertFails(FailureKind.LOG_CORRUPT, List.of(bad), "1 rows");
  }

  @Test
  void aLostSegmentIsAGapAndAStrayOneCorruption() {
    accept(log);
    List<LogRecord> run = runs.cutAt(7).transaction(note(1));
    accept(run.subList(0, 1));
    LogRecord good = run.get(1);
    Place p = good.place();
    Place stray = new Place(p.scn(), p.kind(), 1, p.transactions(), false, false, 2, false);
    LogRecord bad = new LogRecord(stray, good.begin(), good.end(), good.key(), good.value());
    assertFails(FailureKind.LOG_CORRUPT, List.of(bad), "segment 2 where 1 is due");
  }

  private void accept(List<LogRecord> records) {
    records.forEach(
        record ->
            assertThat(verifier.accept(record))
                .as("%s ordinal %d", record.place().scn(), record.place().ordinal())
                .isIn(Verdict.FIRST, Verdict.NEXT));
  }

  private void assertFails(FailureKind kind, List<LogRecord> records, String... saying) {
    assertThatThrownBy(() -> records.forEach(verifier::accept))
        .isInstanceOfSatisfying(DoppioException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .message()
        .contains(saying);
  }

  private static Checkpoint at(String scn, long transactions) {
    return new Checkpoint(Runs.LOG, "dc1", PARTITION, Scn.parse(scn), transactions);
  }

  private static dev.doppio.schemas.change.DocumentChange note(long id) {
    return Notes.insert(Notes.row(id, "text " + id));
  }
}
