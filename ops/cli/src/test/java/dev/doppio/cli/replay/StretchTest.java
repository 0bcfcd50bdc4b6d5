package dev.doppio.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What belongs to a stretch of a partition, and where it is over. */
final class StretchTest {
  private static final PartitionId PARTITION = new PartitionId("shop", 3);
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  private static Stretch stretch(String behind, String last, End end) {
    return new Stretch(
        PARTITION,
        Optional.ofNullable(behind).map(Scn::parse),
        Optional.ofNullable(last).map(Scn::parse),
        50,
        end);
  }

  private static void pass(Stretch stretch, String scn, long transactions) {
    stretch.passed(
        new Checkpoint(new LogId(new UUID(0, 1)), "dc1", PARTITION, Scn.parse(scn), transactions));
  }

  private static boolean admits(Stretch stretch, String scn) {
    return stretch.admits(Scn.parse(scn), NOON);
  }

  @Test
  void itIsOverWithItsLastRun() {
    Stretch stretch = stretch(null, "1:12", End.ofLog());
    assertThat(admits(stretch, "1:11")).isTrue();
    pass(stretch, "1:11", 41);
    assertThat(stretch.isOver()).isFalse();
    assertThat(admits(stretch, "1:12")).isTrue();
    pass(stretch, "1:12", 42);
    assertThat(stretch.isOver()).isTrue();
    assertThat(stretch.done()).contains(Scn.parse("1:12"));
  }

  @Test
  void aRunBehindItsLastEndsItToo() {
    Stretch stretch = stretch(null, "1:12", End.ofLog());
    assertThat(admits(stretch, "2:1")).isFalse();
    assertThat(stretch.isOver()).isTrue();
    pass(stretch, "2:1", 60);
    assertThat(stretch.done()).isEmpty();
  }

  @Test
  void whatIsThereAlreadyDoesNotComeAgain() {
    Stretch stretch = stretch("1:7", "1:9", End.ofLog());
    assertThat(admits(stretch, "1:7")).isFalse();
    assertThat(stretch.isOver()).isFalse();
    assertThat(stretch.done()).contains(Scn.parse("1:7"));
    assertThat(admits(stretch, "1:8")).isTrue();
    assertThat(stretch("1:9", "1:9", End.ofLog()).isOver()).isTrue();
  }

  @Test
  void nothingThatWasCommittedLaterBelongsToIt() {
    End end = new End(Map.of(), Map.of(), Optional.of(NOON), Optional.empty(), false);
    Stretch stretch = stretch(null, "1:12", end);
    assertThat(stretch.admits(Scn.parse("1:3"), NOON)).isTrue();
    assertThat(stretch.admits(Scn.parse("1:4"), NOON.plusNanos(1000))).isFalse();
    assertThat(stretch.isOver()).isTrue();
  }

  @Test
  void aLiveOneGoesOn() {
    Stretch stretch =
        stretch(null, null, new End(Map.of(), Map.of(), Optional.empty(), Optional.empty(), true));
    pass(stretch, "1:12", 42);
    assertThat(stretch.isOver()).isFalse();
    assertThat(admits(stretch, "9:9")).isTrue();
  }

  @Test
  void runsAndChangesAreCountedAndTransactionsMeasured() {
    Stretch stretch = stretch(null, "1:60", End.ofLog());
    assertThat(stretch.expected()).isZero();
    stretch.brought(Scn.parse("1:11"), NOON, 3);
    stretch.brought(Scn.parse("1:11"), NOON, 2);
    pass(stretch, "1:11", 41);
    stretch.brought(Scn.parse("1:12"), NOON.plusSeconds(1), 1);
    pass(stretch, "1:12", 42);
    assertThat(stretch.runs()).isEqualTo(2);
    assertThat(stretch.changes()).isEqualTo(6);
    assertThat(stretch.transactions()).isEqualTo(2);
    assertThat(stretch.expected()).isEqualTo(10);
    assertThat(stretch.first()).hasToString("Optional[1:11 (2026-01-02T12:00:00Z)]");
    assertThat(stretch.latest().orElseThrow().scn()).isEqualTo(Scn.parse("1:12"));
  }
}
