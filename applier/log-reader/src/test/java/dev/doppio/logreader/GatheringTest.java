package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A target that commits later, and for many: what counts as applied, and when it has to be. */
final class GatheringTest {
  private final GatheringTarget target = new GatheringTarget();
  private final ReaderRig rig = new ReaderRig(target, Runs::schemas);
  private final List<LogRecord> opening = new ArrayList<>();
  private final Runs runs = Runs.opened(opening);

  @BeforeEach
  void open() {
    rig.log(opening);
    rig.settle();
  }

  @Test
  void whatIsOfferedCountsAsAppliedWhenItIsSettledAndNotBefore() {
    rig.log(runs.transaction(note(1)));
    rig.settle();
    rig.log(runs.transaction(note(2)));
    rig.settleAfter(Duration.ofSeconds(1));
    assertThat(rig.bodies()).isEmpty();
    assertThat(rig.stats().checkpoint()).isEmpty();
    assertThat(rig.stats().lagTransactions()).hasValue(2);
    assertThat(rig.stats().counts().rows()).isZero();

    target.due(true);
    rig.settle();
    assertThat(rig.bodies()).hasSize(2);
    assertThat(rig.stats().checkpoint().orElseThrow().scn()).isEqualTo(new Scn(1, 2));
    assertThat(rig.stats().lagTransactions()).hasValue(0);
    assertThat(rig.stats().counts().rows()).isEqualTo(2);
    assertThat(target.reached()).contains(Notes.SOURCE_TIME);
  }

  @Test
  void whatIsNotSettledComesAgainAfterADeath() {
    rig.log(runs.transaction(note(1)));
    rig.settle();
    rig.restart(ReaderRig.SMALL);
    rig.settle();
    target.due(true);
    rig.settle();
    assertThat(rig.commits()).containsExactly("1:1");
    assertThat(rig.bodies()).hasSize(1);
  }

  @Test
  void aSchemaChangeComesAfterEverythingThatWasOffered() {
    rig.log(runs.transaction(note(1)));
    rig.settle();
    rig.log(runs.alter());
    rig.settle();
    assertThat(rig.commits()).containsExactly("1:0", "1:1", "1:2");
    assertThat(target.table(Notes.FIRST.name())).contains(Notes.SECOND);
  }

  @Test
  void anOrderlyEndSettles() {
    rig.log(runs.transaction(note(1)));
    rig.settle();
    assertThat(rig.commits()).isEmpty();
    rig.reader().partitions().forEach(PartitionReader::drain);
    assertThat(rig.commits()).containsExactly("1:0", "1:1");
  }

  @Test
  void aCommitThatFailsIsTriedAgainFromTheCheckpoint() {
    rig.log(runs.transaction(note(1)));
    rig.settle();
    target.failNext(MemoryTarget.Fault.COMMIT_ABORTED);
    target.due(true);
    rig.settle();
    assertThat(rig.stats().state()).isEqualTo(PartitionStats.State.RETRYING);
    rig.settleAfter(Duration.ofSeconds(20));
    assertThat(rig.commits()).containsExactly("1:1");
    assertThat(rig.stats().checkpoint().orElseThrow().scn()).isEqualTo(new Scn(1, 1));
  }

  private static DocumentChange note(long id) {
    return Notes.insert(Notes.row(id, "x"));
  }
}
