package dev.doppio.logwriter;

import static dev.doppio.logwriter.WriterBench.SHOP;
import static dev.doppio.logwriter.WriterBench.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logwriter.MemoryLog.Fault;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogWriterRecoveryTest {
  private final WriterBench bench = WriterBench.withPartitions(2);
  private final String member = bench.memberIn(0);

  @ParameterizedTest
  @EnumSource(
      names = {
        "OPEN_FAILS",
        "APPEND_FAILS",
        "PUBLISH_FAILS",
        "COMMIT_ABORTED",
        "COMMIT_DONE_BUT_UNANSWERED"
      })
  void eachTransactionIsThereOnceWhateverFails(Fault fault) {
    bench.source.commit(List.of(SHOP.insert(member, 1, "a")));
    bench.source.commit(List.of(SHOP.insert(member, 2, "b")));
    bench.log.failNext(fault);
    boolean retried = false;
    while (bench.log.hasFaults()) {
      retried = bench.writer.step().outcome() == Progress.Outcome.RETRYING;
    }
    assertThat(retried).isTrue();
    assertThat(bench.writer.stats().state()).isEqualTo(LogWriter.State.STARTING);
    assertThat(bench.writer.step().outcome()).isEqualTo(Progress.Outcome.STARTED);
    bench.drain();
    assertThat(bench.runs(0, RunKind.TRANSACTION))
        .extracting(run -> run.begin().nodeTransaction())
        .containsExactly(1L, 2L);
    assertThat(bench.writer.stats().retries()).isEqualTo(1);
  }

  @Test
  void schemasArePublishedAgainAfterAFailure() {
    bench.source.commit(List.of(SHOP.insert(member, 1, "a")));
    bench.step(1);
    bench.log.failNext(Fault.COMMIT_ABORTED);
    bench.step(3);
    int before = bench.log.publications();
    bench.drain();
    assertThat(bench.log.publications() - before).as("seven fixed, one table").isEqualTo(8);
  }

  @Test
  void aRestartTellsTheSourceTheStructuresOfItsPosition() {
    TableVersion first = SHOP.table();
    TableVersion second = SHOP.withNote().table();
    TableVersion other =
        new TableVersion(new TableName("shop", "other"), first.columns(), first.key());
    bench.source.seen(first);
    bench.source.commit(List.of(SHOP.insert(member, 1, "a")));
    bench.source.alter("ALTER TABLE ...", Optional.of(first), Optional.of(second));
    bench.source.alter("CREATE TABLE ...", Optional.empty(), Optional.of(other));
    bench.drain();
    assertThat(bench.source.told()).as("the first start").isEmpty();
    bench.source.alter("DROP TABLE ...", Optional.of(other), Optional.empty());
    bench.log.failNext(Fault.COMMIT_ABORTED);
    bench.drain();
    assertThat(bench.source.told().orElseThrow().tables())
        .isEqualTo(Map.of(first.name(), second, other.name(), other));
    bench.log.failNext(Fault.COMMIT_DONE_BUT_UNANSWERED);
    bench.source.commit(List.of(SHOP.insert(member, 2, "b")));
    bench.drain();
    assertThat(bench.source.told().orElseThrow().tables()).isEqualTo(Map.of(first.name(), second));
  }

  @Test
  void aStatementOfSeveralPartsIsInTheLogAsAWholeWithTheSnapshotsThatItMoves() {
    TableVersion first = SHOP.table();
    TableVersion second = first.named(new TableName("shop", "second"));
    TableVersion third = first.named(new TableName("shop", "third"));
    TableSnapshot asked = TableSnapshot.of(SnapshotRequest.first(first.name()), START);
    List<TableSnapshot> moved =
        List.of(asked.of(second.name(), START), asked.ended(TableSnapshot.State.GONE, START));
    bench.source.seen(first);
    bench.source.commit(List.of(SHOP.insert(member, 1, "a")));
    bench.drain();
    bench.source.rename(List.of(first, second, third), moved);
    bench.source.pauseAfter(1);
    bench.step(2);
    assertThat(bench.runs(0, RunKind.SCHEMA_CHANGE)).as("behind the first part").isEmpty();
    assertThat(bench.log.committed().tables()).containsOnlyKeys(first.name());
    assertThat(bench.log.committed().snapshots()).isEmpty();
    bench.drain();
    assertThat(bench.runs(0, RunKind.SCHEMA_CHANGE)).hasSize(2);
    assertThat(bench.runs(0, RunKind.MARK)).hasSize(2);
    assertThat(bench.log.committed().tables()).containsOnlyKeys(third.name());
    assertThat(bench.log.committed().snapshots()).containsExactlyInAnyOrderElementsOf(moved);
  }

  @Test
  void aFirstStartForgetsTheTablesOfALogThatIsGone() {
    bench.source.seen(SHOP.table());
    bench.source.commit(List.of(SHOP.insert(member, 1, "a")));
    bench.drain();
    bench.log.forcePosition(Optional.empty());
    bench.log.recreate("shop");
    assertThat(bench.log.committed().tables()).isNotEmpty();
    WriterBench.on(bench.log, WriterBench.layout(2, PartitionMode.HASH, 0, 1)).drain();
    assertThat(bench.log.committed().tables()).isEmpty();
  }

  @Test
  void aLostConnectionToTheSourceGivesUpTheHalfWrittenTransaction() {
    bench.source.commit(List.of(SHOP.insert(member, 1, "a"), SHOP.insert(member, 2, "b")));
    bench.source.failAfter(2);
    bench.step(3);
    assertThat(bench.writer.step().failure().orElseThrow().kind())
        .isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
    bench.drain();
    assertThat(bench.runs(0, RunKind.TRANSACTION)).hasSize(1);
    assertThat(bench.source.opened()).isEqualTo(2);
  }

  @Test
  void aLaterIncarnationOfTheNodeEndsThisOne() {
    bench.source.commit(List.of(SHOP.insert(member, 1, "a")));
    bench.log.failNext(Fault.FENCED_AT_COMMIT);
    assertThatThrownBy(bench::drain)
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.FENCED));
    assertThat(bench.writer.stats().state()).isEqualTo(LogWriter.State.FAILED);
    assertThatThrownBy(bench.writer::step).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void ofALaterIncarnationTheLogTellsAlsoWhereTheSourceHasThrownThisOneOut() {
    bench.source.commit(List.of(SHOP.insert(member, 1, "a")));
    bench.drain();
    bench.log.open();
    bench.source.failAfter(0, FailureKind.SOURCE_REFUSED);
    assertThatThrownBy(bench.writer::step)
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.FENCED));
  }

  @Test
  void aSourceThatRefusesToGoOnIsToldAsThat() {
    bench.source.commit(List.of(SHOP.insert(member, 1, "a")));
    bench.drain();
    bench.source.failAfter(0, FailureKind.SOURCE_REFUSED);
    assertThatThrownBy(bench.writer::step)
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.SOURCE_REFUSED));
  }

  @Test
  void aSourceThatRefusesToOpenLeavesTheLogUntouched() {
    LogWriter writer =
        new LogWriter(
            bench.config,
            bench.log,
            after -> {
              throw new DoppioException(FailureKind.SOURCE_REFUSED, "no GTIDs");
            },
            bench.clock);
    assertThatThrownBy(writer::step).hasMessage("no GTIDs");
    assertThat(bench.log.commits()).isZero();
  }

  @Test
  void aTopicDeletedAndMadeAgainIsRefused() {
    writeOne();
    bench.log.recreate("shop");
    assertRefused("deleted and made again", "shop");
  }

  @Test
  void aPositionWithoutItsRecordsIsRefused() {
    writeOne();
    NodePosition position = bench.log.position().orElseThrow();
    bench.log.forcePosition(
        Optional.of(
            new NodePosition(
                position.source(),
                position.nodeTransaction(),
                position.logs(),
                Map.of(bench.partition(0), new Scn(1, 9), bench.partition(1), new Scn(1, 1)))));
    assertRefused("shop/0 ends at 1:1", "says 1:9");
  }

  @Test
  void recordsWithoutAPositionAreRefused() {
    writeOne();
    bench.log.forcePosition(Optional.empty());
    assertRefused("no position", "dc1/n1");
  }

  @Test
  void aPartitionThatAnotherNodeMastersIsLeftToIt() {
    WriterBench other =
        WriterBench.on(bench.log.ofOtherNode(), WriterBench.layout(2, PartitionMode.HASH, 1));
    other.source.idle(START);
    other.drain();
    bench.source.idle(START);
    bench.drain();
    assertThat(bench.runs(0).get(0).begin().origin().node()).isEqualTo("n1");
    assertThat(bench.runs(1))
        .allSatisfy(r -> assertThat(r.begin().origin().node()).isEqualTo("n2"));
  }

  @Test
  void runsWithoutAnEntryInTheLedgerAreRefused() {
    writeOne();
    bench.log.ledger().forget(bench.partition(0));
    assertRefused("shop/0 holds runs up to 1:1", "ledger", "doppio mastership take --unplanned");
  }

  @Test
  void anotherListOfOwnedPartitionsIsRefusedWhereDocumentsAreHashedOverIt() {
    WriterBench owned = WriterBench.with(WriterBench.layout(4, PartitionMode.OWNED, 0, 1));
    owned.source.idle(START);
    owned.drain();
    WriterBench.on(owned.log, WriterBench.layout(4, PartitionMode.OWNED, 0, 1)).drain();
    WriterBench changed =
        WriterBench.on(owned.log, WriterBench.layout(4, PartitionMode.OWNED, 0, 2));
    assertThatThrownBy(changed::drain)
        .hasMessageContaining("[0, 1]")
        .hasMessageContaining("[0, 2]");
  }

  @Test
  void aFirstStartThatEndsBeforeItsFirstPositionIsAFirstStartAgain() {
    bench.source.snapshotChunk(List.of(SHOP.read(member, 1, "a")));
    bench.step(1);
    bench.writer.close();
    assertThat(bench.runs(0)).hasSize(1);
    bench.restart();
    bench.drain();
    assertThat(bench.runs(0)).extracting(LogContents.Run::kind).startsWith(RunKind.OPENING);
    assertThat(bench.runs(0, RunKind.OPENING)).hasSize(1);
    assertThat(bench.runs(0, RunKind.SNAPSHOT)).hasSize(1);
  }

  @Test
  void aNewlyOwnedPartitionIsOpenedOnARestart() {
    WriterBench small = WriterBench.with(WriterBench.layout(4, PartitionMode.HASH, 0, 1));
    small.source.commit(List.of(SHOP.insert(small.memberIn(0), 1, "a")));
    small.drain();
    WriterBench large =
        WriterBench.on(small.log, WriterBench.layout(4, PartitionMode.HASH, 0, 1, 3));
    small.source.commit(List.of(SHOP.insert(large.memberIn(3), 2, "b")));
    small.configure(large.config);
    small.drain();
    assertThat(small.runs(3))
        .extracting(LogContents.Run::kind)
        .startsWith(RunKind.OPENING, RunKind.TRANSACTION);
    assertThat(small.runs(0, RunKind.OPENING)).hasSize(1);
  }

  private void writeOne() {
    bench.source.commit(List.of(SHOP.insert(member, 1, "a")));
    bench.drain();
    bench.writer.close();
    bench.restart();
  }

  private void assertRefused(String... parts) {
    Optional<NodePosition> position = bench.log.position();
    int records = records();
    assertThatThrownBy(bench::drain)
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_REFUSED))
        .hasMessageContainingAll(parts);
    assertThat(bench.log.position()).isEqualTo(position);
    assertThat(records()).isEqualTo(records);
  }

  private int records() {
    return bench.log.records(bench.partition(0)).size()
        + bench.log.records(bench.partition(1)).size();
  }
}
