package dev.doppio.capture.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.gtid.GtidSet;
import org.junit.jupiter.api.Test;

/** Which records of the schema history lie before a position. */
final class NodeHistoryTest {
  private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562:";

  private final NodeHistory.Progress progress = new NodeHistory.Progress(set("1-9"));

  private static GtidSet set(String numbers) {
    return GtidSet.parse(SERVER + numbers);
  }

  @Test
  void recordsBeforeThePositionAreTakenInTurn() {
    assertThat(progress.takes(set("1-2"))).isTrue();
    assertThat(progress.takes(set("1-2"))).as("another table of the same statement").isTrue();
    assertThat(progress.takes(set("1-9"))).isTrue();
    assertThat(progress.takes(set("1-10"))).as("beyond the position").isFalse();
  }

  @Test
  void aRecordThatIsToldLateIsSkippedOrAnOldStructureWouldComeBack() {
    assertThat(progress.takes(set("1-7"))).isTrue();
    assertThat(progress.takes(set("1-5"))).isFalse();
    assertThat(progress.takes(set("1-7"))).isTrue();
    assertThat(progress.takes(set("1-8"))).isTrue();
  }

  @Test
  void aRecordInAHoleOfThePositionIsNotBehindIt() {
    NodeHistory.Progress withHole = new NodeHistory.Progress(set("1-3:5-9"));
    assertThat(withHole.takes(set("1-4"))).isFalse();
    assertThat(withHole.takes(set("1-3:5"))).isTrue();
  }
}
