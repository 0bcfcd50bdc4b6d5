package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lag is told by the log's own counts and clock; what is not known is not 0. */
final class LagTest {
  private final ReaderRig rig = new ReaderRig();
  private final List<LogRecord> opening = new ArrayList<>();
  private final Runs runs = Runs.opened(opening);

  @Test
  void beforeTheLogWasReachedNothingIsKnown() {
    rig.copy.failNext(1000);
    rig.settle();
    PartitionStats stats = rig.stats();
    assertThat(stats.end()).isEmpty();
    assertThat(stats.lagTransactions()).isEmpty();
    assertThat(stats.lag()).isEmpty();
  }

  @Test
  void anEmptyLogHasNoEnd() {
    rig.settle();
    assertThat(rig.stats().end()).isEmpty();
    assertThat(rig.stats().lagTransactions()).isEmpty();
  }

  @Test
  void aReaderThatIsBehindKnowsHowFarByTheLogsLastRecord() {
    rig.log(opening);
    rig.log(runs.transaction(note(1)));
    rig.settle();
    for (int i = 0; i < 500; i++) {
      rig.log(runs.transaction(note(2)));
      rig.copy.skip(ReaderRig.P0, 1);
    }
    rig.log(runs.heartbeat(Notes.SOURCE_TIME.plusSeconds(90)));
    rig.clock.pass(Duration.ofSeconds(1));
    rig.reader().step();
    PartitionStats stats = rig.stats();
    assertThat(stats.end().orElseThrow().scn()).isEqualTo(Scn.parse("1:502"));
    assertThat(stats.lagTransactions()).hasValue(500);
    assertThat(stats.lag()).contains(Duration.ofSeconds(90));
    rig.settleAfter(Duration.ofSeconds(1));
    assertThat(rig.stats().lagTransactions()).hasValue(0);
    assertThat(rig.stats().lag()).contains(Duration.ZERO);
    assertThat(rig.stats().sourceTime()).contains(Notes.SOURCE_TIME.plusSeconds(90));
  }

  @Test
  void anIdleSourceIsFollowedByItsHeartbeats() {
    rig.log(opening);
    rig.settle();
    for (int second = 1; second < 4; second++) {
      rig.log(runs.heartbeat(Notes.SOURCE_TIME.plusSeconds(second)));
      rig.settleAfter(Duration.ofSeconds(1));
      assertThat(rig.stats().sourceTime()).contains(Notes.SOURCE_TIME.plusSeconds(second));
      assertThat(rig.stats().lag()).contains(Duration.ZERO);
    }
  }

  @Test
  void aRestartAtTheEndKnowsItsLag() {
    rig.log(opening);
    rig.log(runs.transaction(note(1)));
    rig.copy.skip(ReaderRig.P0, 1);
    rig.settle();
    rig.restart(ReaderRig.SMALL);
    rig.settle();
    assertThat(rig.stats().lagTransactions()).hasValue(0);
    assertThat(rig.stats().lag()).contains(Duration.ZERO);
  }

  @Test
  void anEndThatWasLongNotAskedForIsUnknownAgain() {
    rig.log(opening);
    rig.settle();
    rig.copy.failNext(1000);
    rig.settleAfter(Duration.ofSeconds(9));
    assertThat(rig.stats().lagTransactions()).hasValue(0);
    rig.settleAfter(Duration.ofSeconds(2));
    assertThat(rig.stats().end()).isEmpty();
    assertThat(rig.stats().lagTransactions()).isEmpty();
    assertThat(rig.stats().lag()).isEmpty();
  }

  @Test
  void aStoppedPartitionsLagGrowsOn() {
    rig.log(opening);
    rig.settle();
    rig.target.failNext(MemoryTarget.Fault.ROWS_REJECTED);
    for (int i = 1; i <= 5; i++) {
      rig.log(runs.transaction(note(i)));
      rig.settleAfter(Duration.ofSeconds(1));
      assertThat(rig.stats().lagTransactions()).hasValue(i);
    }
  }

  private static DocumentChange note(long id) {
    return Notes.insert(Notes.row(id, "x"));
  }
}
