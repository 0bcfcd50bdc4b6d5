package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.MemoryTarget.Rows;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a target is told of the run that its rows belong to. */
final class RowsWithTheirRunTest {
  private final ReaderRig rig = new ReaderRig();
  private final List<LogRecord> opening = new ArrayList<>();
  private final Runs runs = Runs.opened(opening);

  @BeforeEach
  void open() {
    rig.log(opening);
  }

  @Test
  void aRunComesWithItsPlaceAndItsSource() {
    rig.log(runs.transaction(note(1), note(2)));
    rig.settle();
    Run run = calls().get(0).run();
    assertThat(run.scn()).hasToString("1:1");
    assertThat(run.origin()).isEqualTo(new Origin("dc1", "node1"));
    assertThat(run.gtid().orElseThrow().number()).isEqualTo(1);
    assertThat(run.nodeTransaction()).isEqualTo(1);
    assertThat(run.sourceTime()).isEqualTo(Notes.SOURCE_TIME);
    assertThat(run.partitions()).hasValue(1);
    assertThat(calls()).hasSize(1);
  }

  @Test
  void runsOfOneTargetTransactionAreToldApart() {
    rig.log(runs.transaction(note(1)));
    rig.log(runs.snapshot(note(2)));
    rig.log(runs.heartbeat(Notes.SOURCE_TIME));
    rig.log(runs.transaction(note(3)));
    rig.settle();
    assertThat(calls()).extracting(call -> call.run().scn().sequence()).containsExactly(1L, 2L, 4L);
    assertThat(calls()).extracting(call -> call.run().ends()).containsOnly(true);
    assertThat(calls().get(1).run().gtid()).isEmpty();
    assertThat(calls().get(1).run().nodeTransaction()).isEqualTo(1);
  }

  @Test
  void onlyTheLastSliceOfALargeRunTellsHowManyPartitionsToWaitFor() {
    rig.log(runs.transaction(notes(10)));
    rig.settle();
    assertThat(calls().size()).isGreaterThan(2);
    assertThat(calls()).extracting(call -> call.run().scn()).containsOnly(runs.last());
    assertEndsOnce();
  }

  @Test
  void aRunThatIsCutRightAtItsEndEndsWithoutRows() {
    rig.log(runs.withBareEnd().transaction(notes(8)));
    rig.settle();
    assertThat(calls().get(calls().size() - 1).changes()).isEmpty();
    assertEndsOnce();
  }

  @Test
  void everyRunEndsOnceHoweverItFallsIntoSlices() {
    for (int size = 1; size < 14; size++) {
      rig.log(runs.transaction(notes(size)));
    }
    rig.settle();
    assertThat(calls().stream().filter(call -> call.run().ends()).count()).isEqualTo(13);
    assertThat(calls().stream().mapToLong(call -> call.changes().size()).sum()).isEqualTo(91);
    Run before = calls().get(0).run();
    for (Rows call : calls().subList(1, calls().size())) {
      assertThat(before.ends()).isNotEqualTo(before.scn().equals(call.run().scn()));
      before = call.run();
    }
    assertThat(before.ends()).isTrue();
  }

  private void assertEndsOnce() {
    List<Boolean> ends = calls().stream().map(call -> call.run().ends()).toList();
    assertThat(ends.subList(0, ends.size() - 1)).containsOnly(false);
    assertThat(ends.get(ends.size() - 1)).isTrue();
  }

  private List<Rows> calls() {
    return rig.target.journal().stream().flatMap(commit -> commit.rows().stream()).toList();
  }

  private static DocumentChange[] notes(int count) {
    return IntStream.range(0, count)
        .mapToObj(RowsWithTheirRunTest::note)
        .toArray(DocumentChange[]::new);
  }

  private static DocumentChange note(int id) {
    return Notes.insert(Notes.row(id, "text"));
  }
}
