package dev.doppio.logwriter;

import static dev.doppio.logwriter.WriterBench.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logwriter.LogContents.Run;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.partition.PartitionMode;
import java.util.List;

/** n1 masters both partitions and has written; n2 stands by, with a position. Partition 0 moves. */
final class MastershipPair {
  final WriterBench n1 = WriterBench.withPartitions(2);
  final WriterBench n2 =
      WriterBench.on(n1.log.ofOtherNode(), WriterBench.layout(2, PartitionMode.HASH, 0, 1));
  final PartitionId moving = n1.partition(0);
  long ids;

  MastershipPair() {
    commit(n1, 0);
    commit(n1, 1);
    n1.drain();
    n2.source.filtered(1, WriterBench.START);
    n2.drain();
  }

  void commit(WriterBench node, int partition) {
    ids++;
    node.source.commit(List.of(SHOP.insert(node.memberIn(partition), ids, "x")));
  }

  /** What an operator does, once or again. */
  void take() {
    Mastership mastership = mastership(n2);
    Tenure tenure = mastership.tenure(moving);
    if (!mastership.isMine(tenure)) {
      mastership.take(tenure, false);
    }
  }

  /** n2 goes on from wherever it stands, and writes. */
  void finish() {
    take();
    n2.restart();
    commit(n2, 0);
    n2.drain();
    drainThroughRetries(n1);
  }

  /** One opening more, behind the last run of n1; everything n2 committed there is n2's. */
  void assertMovedOnce() {
    List<Run> runs = n1.runs(0);
    assertThat(runs.stream().filter(run -> run.kind() == RunKind.OPENING).map(Run::scn))
        .containsExactly(new Scn(1, 0), new Scn(2, 0));
    assertThat(runs)
        .allSatisfy(
            run -> assertThat(run.begin().origin().node()).isEqualTo("n" + run.scn().generation()));
    assertThat(n1.runs(1)).allSatisfy(r -> assertThat(r.scn().generation()).isEqualTo(1));
  }

  static Mastership mastership(WriterBench node) {
    return new Mastership(
        node.log.candidate(), node.config.databases(), node.log.view(), node.clock);
  }

  static void drainThroughRetries(WriterBench node) {
    for (int i = 0; i < 1000; i++) {
      if (node.writer.step().outcome() == Progress.Outcome.DRAINED) {
        return;
      }
    }
    throw new AssertionError("not drained: " + node.writer.stats());
  }
}
