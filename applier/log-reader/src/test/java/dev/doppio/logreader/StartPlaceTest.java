package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.PartitionStats.State;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a target without checkpoint gets, by the place it asks for. */
final class StartPlaceTest {
  private static final String NODE = "00000000-0000-0000-0000-0000000000aa";

  private final ReaderRig rig = new ReaderRig();
  private final List<LogRecord> opening = new ArrayList<>();
  private final Runs runs = Runs.opened(opening);

  /** Offset 0 opens the log; run 1:i has two documents at 2i-1 and 2i. */
  @BeforeEach
  void write() {
    rig.log(opening);
    for (int i = 1; i <= 6; i++) {
      rig.log(
          runs.transaction(
              Notes.insert(Notes.row(10 * i, "a" + i)), Notes.insert(Notes.row(10 * i + 1, "b"))));
    }
  }

  @Test
  void fromARunThatRunAndAllLaterOnesAreApplied() {
    rig.from(new StartPlace.AtScn(Scn.parse("1:3"))).settle();
    assertThat(rig.bodies()).containsExactly("a3", "b", "a4", "b", "a5", "b", "a6", "b");
    assertThat(rig.stats().checkpoint().orElseThrow().transactions()).isEqualTo(6);
    assertThat(rig.stats().lagTransactions()).hasValue(0);
  }

  @Test
  void aCheckpointWinsOverAnyPlace() {
    rig.settle();
    rig.from(new StartPlace.AtScn(Scn.parse("1:3")));
    rig.log(runs.transaction(Notes.delete(10)));
    rig.settle();
    assertThat(rig.bodies()).hasSize(11);
    assertThat(rig.stats().counts().repeats()).isZero();
  }

  @Test
  void continuityIsCheckedFromTheFirstRunOn() {
    rig.from(new StartPlace.AtScn(Scn.parse("1:5"))).settle();
    runs.transaction(Notes.delete(10));
    rig.log(runs.transaction(Notes.delete(20)));
    rig.settle();
    assertThat(rig.stats().failure().orElseThrow().kind()).isEqualTo(FailureKind.LOG_GAP);
    assertThat(rig.commits()).endsWith("1:6");
  }

  @Test
  void anOpeningMayBeTheFirstRunWhateverItsPredecessor() {
    rig.log(runs.opening(2, Optional.of(runs.last())));
    rig.log(runs.transaction(Notes.insert(Notes.row(1, "after"))));
    rig.from(new StartPlace.AtScn(Scn.parse("2:0"))).settle();
    assertThat(rig.bodies()).containsExactly("after");
  }

  @Test
  void fromAnOffsetInsideARunTheNextRunIsTheFirst() {
    rig.from(new StartPlace.AtOffset(8)).settle();
    assertThat(rig.bodies()).containsExactly("a5", "b", "a6", "b");
  }

  @Test
  void fromTheEndOnlyWhatIsStillToComeIsAppliedEvenBehindARunThatWasOpen() {
    List<LogRecord> open = runs.transaction(Notes.delete(1), Notes.delete(2), Notes.delete(3));
    rig.log(open.subList(0, 2));
    rig.from(new StartPlace.AtOffset(rig.copy.end(ReaderRig.P0))).settle();
    rig.log(open.subList(2, 3));
    rig.log(runs.transaction(Notes.insert(Notes.row(1, "new"))));
    rig.settle();
    assertThat(rig.bodies()).containsExactly("new");
    assertThat(rig.stats().counts().repeats()).isZero();
  }

  @Test
  void fromATransactionItsRunIsTheFirst() {
    rig.from(new StartPlace.AtGtid(new Gtid(NODE, 4), Notes.SOURCE_TIME, 100)).settle();
    assertThat(rig.bodies()).containsExactly("a4", "b", "a5", "b", "a6", "b");
  }

  @Test
  void aTransactionThatIsNotInThePartitionIsSearchedToTheEndOfTheLogAndNoFurther() {
    rig.from(new StartPlace.AtGtid(new Gtid(NODE, 9), Notes.SOURCE_TIME, 1000)).settle();
    assertThat(rig.stats().state()).isEqualTo(State.STOPPED);
    assertThat(rig.stats().failure().orElseThrow().kind()).isEqualTo(FailureKind.START_NOT_FOUND);
    assertThat(rig.stats().failure().orElseThrow().message()).contains(NODE + ":9", "13 records");
  }

  @Test
  void aTransactionIsSearchedInSoManyRecordsAndNoMore() {
    rig.from(new StartPlace.AtGtid(new Gtid(NODE, 4), Notes.SOURCE_TIME, 5)).settle();
    assertThat(rig.stats().failure().orElseThrow().message()).contains("5 records");
    assertThat(rig.bodies()).isEmpty();
  }

  @Test
  void aPlaceThatRetentionTookStopsThePartitionAndIsNotReplaced() {
    rig.copy.deleteBefore(ReaderRig.P0, 5);
    rig.from(new StartPlace.AtOffset(3)).settle();
    assertThat(rig.stats().failure().orElseThrow().kind()).isEqualTo(FailureKind.START_NOT_FOUND);
    rig.from(new StartPlace.AtScn(Scn.parse("1:2"))).settle();
    assertThat(rig.stats().failure().orElseThrow().kind()).isEqualTo(FailureKind.START_NOT_FOUND);
    rig.from(new StartPlace.FromCheckpoint()).settle();
    assertThat(rig.stats().failure().orElseThrow().kind()).isEqualTo(FailureKind.LOG_TRUNCATED);
  }
}
