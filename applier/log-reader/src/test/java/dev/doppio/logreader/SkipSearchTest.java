package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What an operator may let a partition pass, and what not. */
final class SkipSearchTest {
  private static final PartitionId PARTITION = new PartitionId("shop", 0);

  private final LogCopy copy = new LogCopy(3);
  private final Runs runs = new Runs(Runs.LOG);

  @Test
  void theRunAfterTheCheckpointIsSkippedWithWhatItHolds() {
    open(2);
    copy.append(
        PARTITION,
        runs.withBareEnd().cutAt(9).transaction(Notes.delete(7), Notes.delete(8), Notes.delete(9)));
    copy.append(PARTITION, runs.heartbeat(Notes.SOURCE_TIME));
    Skip skip = search("1:2", 2).run(new Scn(1, 3));
    assertThat(skip.rows()).isEqualTo(3);
    assertThat(skip.kind()).contains(RunKind.TRANSACTION);
    assertThat(skip.gtid().orElseThrow().number()).isEqualTo(3);
    assertThat(skip.to()).isEqualTo(at("1:3", 3));
    assertThat(search("1:3", 3).run(new Scn(1, 4)).to()).isEqualTo(at("1:4", 3));
  }

  @Test
  void noOtherRunIs() {
    open(4);
    refused(() -> search("1:2", 2).run(new Scn(1, 4)), "1:2", "is 1:3, not 1:4");
    refused(() -> search("1:2", 2).run(new Scn(1, 2)), "not 1:2");
    refused(() -> search("1:4", 4).run(new Scn(1, 5)), "the log ends");
  }

  @Test
  void aGapAndADivergenceAreNotSkipped() {
    open(1);
    runs.transaction(Notes.delete(1));
    copy.append(PARTITION, runs.transaction(Notes.delete(2)));
    refused(() -> search("1:1", 1).run(new Scn(1, 3)), "gap", "rebuild");
    copy.append(PARTITION, runs.opening(2, Optional.of(new Scn(1, 2))));
    refused(() -> search("1:3", 3).run(new Scn(2, 0)), "divergence", "rebuild");
  }

  @Test
  void anOpeningThatFollowsIsSkippedLikeAnyRun() {
    open(1);
    copy.append(PARTITION, runs.opening(2, Optional.of(new Scn(1, 1))));
    assertThat(search("1:1", 1).run(new Scn(2, 0)).to()).isEqualTo(at("2:0", 1));
  }

  @Test
  void aRunThatStandsThereTwiceIsNotSkippedSinceOneOfThemIsRight() {
    open(1);
    List<LogRecord> run = runs.transaction(Notes.delete(1));
    copy.append(PARTITION, run).append(PARTITION, run);
    refused(() -> search("1:1", 1).run(new Scn(1, 2)), "twice");
  }

  @Test
  void aRunThatWasBegunAnewCountsOnceAndOneWithoutItsEndIsNotSkipped() {
    open(1);
    List<LogRecord> run = runs.transaction(Notes.delete(1), Notes.delete(2), Notes.delete(3));
    copy.append(PARTITION, run.subList(0, 2));
    refused(() -> search("1:1", 1).run(new Scn(1, 2)), "no end");
    copy.append(PARTITION, run);
    assertThat(search("1:1", 1).run(new Scn(1, 2)).rows()).isEqualTo(3);
  }

  @Test
  void aRecordThatIsNoneOfTheLogsIsPassedByItsOffsetOnly() {
    open(1);
    copy.appendForeign(PARTITION);
    copy.append(PARTITION, runs.transaction(Notes.delete(1)));
    refused(() -> search("1:1", 1).run(new Scn(1, 2)), "--offset 2");
    refused(() -> search("1:1", 1).foreign(3), "at offset 2");
    refused(() -> search("1:2", 2).foreign(2), "no record at offset 2");
    Skip skip = search("1:1", 1).foreign(2);
    assertThat(skip.to()).isEqualTo(skip.at());
    assertThat(skip.kind()).isEmpty();
  }

  @Test
  void aLogThatDoesNotGoBackToTheCheckpointHasNothingToSkip() {
    open(5);
    copy.deleteBefore(PARTITION, 4);
    assertThatThrownBy(() -> search("1:1", 1))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_TRUNCATED));
  }

  private void open(int transactions) {
    copy.append(PARTITION, runs.opening(1, Optional.empty()));
    for (int i = 0; i < transactions; i++) {
      copy.append(PARTITION, runs.transaction(Notes.delete(i)));
    }
  }

  private SkipSearch search(String scn, long transactions) {
    return new SkipSearch(copy.open(), at(scn, transactions));
  }

  private static Checkpoint at(String scn, long transactions) {
    return new Checkpoint(Runs.LOG, "dc1", PARTITION, Scn.parse(scn), transactions);
  }

  private static void refused(ThrowingCallable skip, String... why) {
    assertThatThrownBy(skip)
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REFUSED))
        .hasMessageContainingAll(why);
  }
}
