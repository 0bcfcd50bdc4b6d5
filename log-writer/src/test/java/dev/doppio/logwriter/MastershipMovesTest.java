package dev.doppio.logwriter;

import static dev.doppio.logwriter.WriterBench.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logwriter.LogContents.Run;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.partition.PartitionMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator's move does to the nodes, to the ledger and to the log. */
class MastershipMovesTest {
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Test
  void ofTwoNodesThatTakeAtOnceOneWinsAndTheOtherIsTold() {
    MastershipPair pair = new MastershipPair();
    WriterBench n3 =
        WriterBench.on(pair.n1.log.ofOtherNode(), WriterBench.layout(2, PartitionMode.HASH, 0, 1));
    Tenure seenByN2 = MastershipPair.mastership(pair.n2).tenure(pair.moving);
    Tenure seenByN3 = MastershipPair.mastership(n3).tenure(pair.moving);
    MastershipPair.mastership(pair.n2).take(seenByN2, false);
    assertThatThrownBy(() -> MastershipPair.mastership(n3).take(seenByN3, false))
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.MASTERSHIP_REFUSED))
        .hasMessageContaining("dc1/n2 (generation 2")
        .hasMessageContaining("took shop/0 first");
    n3.source.filtered(1, WriterBench.START);
    n3.drain();
    pair.finish();
    pair.assertMovedOnce();
  }

  @Test
  void threeNodesInARowOpenThreeGenerations() {
    MastershipPair pair = new MastershipPair();
    WriterBench n3 =
        WriterBench.on(pair.n1.log.ofOtherNode(), WriterBench.layout(2, PartitionMode.HASH, 0, 1));
    n3.source.filtered(1, WriterBench.START);
    n3.drain();
    pair.finish();
    Tenure second = MastershipPair.mastership(n3).tenure(pair.moving);
    assertThat(MastershipPair.mastership(n3).take(second, false).transactionalIds())
        .as("n1 was fenced before the opening of generation 2")
        .containsExactly("memory-n2", "memory-n3");
    n3.restart();
    pair.commit(n3, 0);
    n3.drain();
    MastershipPair.drainThroughRetries(pair.n2);
    assertThat(pair.n1.runs(0))
        .allSatisfy(
            run -> assertThat(run.begin().origin().node()).isEqualTo("n" + run.scn().generation()));
    assertThat(pair.n1.runs(0, RunKind.OPENING)).hasSize(3);
  }

  @Test
  void aGenerationThatWasNeverOpenedKeepsAllItsPredecessorsToBeFenced() {
    MastershipPair pair = new MastershipPair();
    WriterBench n3 =
        WriterBench.on(pair.n1.log.ofOtherNode(), WriterBench.layout(2, PartitionMode.HASH, 0, 1));
    pair.take();
    Tenure unfinished = MastershipPair.mastership(n3).tenure(pair.moving);
    assertThat(unfinished.isUnfinished()).isTrue();
    assertThat(MastershipPair.mastership(n3).take(unfinished, false).transactionalIds())
        .containsExactly("memory-n1", "memory-n2", "memory-n3");
    n3.source.filtered(1, WriterBench.START);
    n3.drain();
    assertThat(pair.n1.runs(0, RunKind.OPENING))
        .extracting(Run::scn)
        .containsExactly(new Scn(1, 0), new Scn(3, 0));
  }

  @Test
  void aReleasedPartitionIsDroppedWithoutARestartAndItsRowsAreOrphans() {
    MastershipPair pair = new MastershipPair();
    Mastership mastership = MastershipPair.mastership(pair.n1);
    mastership.release(mastership.tenure(pair.moving));
    pair.n1.drainAfter(LOOK);
    int opened = pair.n1.source.opened();
    pair.commit(pair.n1, 0);
    pair.commit(pair.n1, 1);
    pair.n1.drain();
    assertThat(pair.n1.source.opened()).isEqualTo(opened);
    assertThat(pair.n1.log.orphans()).hasSize(1);
    assertThat(pair.n1.writer.stats().orphans()).isEqualTo(1);
    assertThat(pair.n1.runs(0, RunKind.TRANSACTION)).hasSize(1);
    assertThat(pair.n1.runs(1, RunKind.TRANSACTION)).hasSize(2);
    assertThat(pair.n1.writer.stats().partitions()).containsOnlyKeys(pair.n1.partition(1));
    pair.n1.writer.close();
    pair.n1.restart();
    pair.n1.drain();
    pair.finish();
    pair.assertMovedOnce();
  }

  /** Its rows may be held back, with no transaction of the log open. */
  @Test
  void aPartitionThatGoesInTheMidstOfASourceTransactionHasAllOfItOrNothing() {
    for (int seen = 0; seen <= 4; seen++) {
      MastershipPair pair = new MastershipPair();
      String member = pair.n1.memberIn(0);
      pair.n1.source.commit(List.of(SHOP.insert(member, 11, "x"), SHOP.insert(member, 12, "y")));
      pair.n1.step(seen);
      Mastership mastership = MastershipPair.mastership(pair.n1);
      mastership.release(mastership.tenure(pair.moving));
      pair.n1.drainAfter(LOOK);
      int orphans = pair.n1.log.orphans().size();
      long inTheLog =
          pair.n1.runs(0, RunKind.TRANSACTION).stream()
              .skip(1)
              .mapToLong(run -> run.changes().size())
              .sum();
      assertThat(List.of((long) orphans, inTheLog))
          .as("after %d events", seen)
          .isIn(List.of(0L, 2L), List.of(2L, 0L));
    }
  }

  @Test
  void aRunningNodeNoticesWhatItIsGiven() {
    MastershipPair pair = new MastershipPair();
    int opened = pair.n2.source.opened();
    pair.take();
    pair.commit(pair.n2, 0);
    pair.n2.drain();
    assertThat(pair.n2.log.orphans()).as("not noticed yet").hasSize(1);
    pair.n2.drainAfter(LOOK);
    pair.n2.drain();
    assertThat(pair.n2.source.opened()).isEqualTo(opened + 1);
    pair.commit(pair.n2, 0);
    pair.n2.drain();
    assertThat(pair.n2.runs(0, RunKind.TRANSACTION)).hasSize(2);
    assertThat(pair.n2.writer.stats().retries()).isZero();
  }

  @Test
  void aPartitionComesBackInALaterGeneration() {
    MastershipPair pair = new MastershipPair();
    pair.finish();
    Mastership mastership = MastershipPair.mastership(pair.n1);
    mastership.take(mastership.tenure(pair.moving), false);
    pair.n1.drainAfter(LOOK);
    pair.commit(pair.n1, 0);
    MastershipPair.drainThroughRetries(pair.n1);
    MastershipPair.drainThroughRetries(pair.n2);
    assertThat(pair.n1.runs(0, RunKind.OPENING))
        .extracting(run -> run.begin().origin().node())
        .containsExactly("n1", "n2", "n1");
    pair.n1.writer.close();
    pair.n1.restart();
    pair.n1.drain();
    assertThat(pair.n1.writer.stats().partitions()).hasSize(2);
  }

  @Test
  void aTakeoverAfterALostDatacenterOpensTheNextMultipleOf1024() {
    MastershipPair pair = new MastershipPair();
    Mastership mastership = MastershipPair.mastership(pair.n2);
    mastership.take(mastership.tenure(pair.moving), true);
    pair.n2.restart();
    pair.n2.drain();
    assertThat(pair.n2.runs(0, RunKind.OPENING))
        .extracting(Run::scn)
        .containsExactly(new Scn(1, 0), new Scn(1024, 0));
  }

  @Test
  void aLostLedgerIsMadeGoodByATakeAboveWhatTheLogHolds() {
    MastershipPair pair = new MastershipPair();
    pair.finish();
    pair.n1.log.ledger().forget(pair.moving);
    Mastership mastership = MastershipPair.mastership(pair.n1);
    assertThat(mastership.take(mastership.tenure(pair.moving), false).generation().number())
        .isEqualTo(3);
  }

  @Test
  void whereDocumentsAreHashedOverAListALostPartitionStaysInIt() {
    WriterBench shard = WriterBench.with(WriterBench.layout(4, PartitionMode.OWNED, 0, 1));
    String lost = shard.memberIn(0);
    shard.source.commit(List.of(SHOP.insert(lost, 1, "x")));
    shard.drain();
    WriterBench standby =
        WriterBench.on(shard.log.ofOtherNode(), WriterBench.layout(4, PartitionMode.OWNED, 0, 1));
    Mastership mastership = MastershipPair.mastership(standby);
    mastership.take(mastership.tenure(shard.partition(0)), false);
    standby.source.commit(List.of(SHOP.insert(lost, 2, "x")));
    standby.drain();
    shard.source.commit(List.of(SHOP.insert(lost, 3, "x")));
    shard.clock.advance(LOOK);
    MastershipPair.drainThroughRetries(shard);
    shard.writer.close();
    shard.restart();
    shard.drain();
    assertThat(shard.log.orphans()).hasSize(1);
    assertThat(standby.runs(0, RunKind.TRANSACTION)).hasSize(2);
    assertThatThrownBy(() -> mastership.take(mastership.tenure(shard.partition(2)), false))
        .hasMessageContaining("databases.shop");
  }

  @Test
  void onlyTheMasterReleases() {
    MastershipPair pair = new MastershipPair();
    Mastership mastership = MastershipPair.mastership(pair.n2);
    assertThatThrownBy(() -> mastership.release(mastership.tenure(pair.moving)))
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.MASTERSHIP_REFUSED))
        .hasMessageContaining("dc1/n1 (generation 1");
  }
}
