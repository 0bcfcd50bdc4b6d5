package dev.doppio.logwriter;

import static dev.doppio.logwriter.WriterBench.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logwriter.LogContents.Run;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogWriterRoutingTest {
  @Test
  void anUpdateThatMovesADocumentIsADeleteThereAndAnInsertHere() {
    WriterBench bench = WriterBench.withPartitions(4);
    Row before = SHOP.row(bench.memberIn(1), 5, "old");
    Row after = SHOP.row(bench.memberIn(2), 5, "new");
    bench.source.commit(List.of(SHOP.update(before, after)));
    bench.drain();
    DocumentChange gone = bench.runs(1, RunKind.TRANSACTION).get(0).changes().get(0);
    DocumentChange come = bench.runs(2, RunKind.TRANSACTION).get(0).changes().get(0);
    assertThat(gone.operation()).isEqualTo(Operation.DELETE);
    assertThat(gone.before().orElseThrow().values()[2]).as("key columns only").isNull();
    assertThat(come.operation()).isEqualTo(Operation.INSERT);
    assertThat(come.after()).contains(after);
  }

  @Test
  void anUpdateThatChangesTheKeyInsideAPartitionIsADeleteThenAnInsert() {
    WriterBench bench = WriterBench.withPartitions(1);
    bench.source.commit(List.of(SHOP.update(SHOP.row("bob", 1, "x"), SHOP.row("BOB", 1, "x"))));
    bench.drain();
    assertThat(bench.runs(0, RunKind.TRANSACTION).get(0).changes())
        .extracting(DocumentChange::operation)
        .containsExactly(Operation.DELETE, Operation.INSERT);
  }

  @Test
  void anUpdateCarriesTheRowBeforeOnlyWhenAskedFor() {
    WriterBench bench = WriterBench.withPartitions(1);
    Row before = SHOP.row("bob", 1, "old");
    bench.source.commit(List.of(SHOP.update(before, SHOP.row("bob", 1, "new"))));
    bench.drain();
    LogWriterConfig c = bench.config;
    bench.configure(
        new LogWriterConfig(
            c.origin(),
            c.databases(),
            c.commit(),
            c.limits(),
            c.heartbeatInterval(),
            c.idleWait(),
            BeforeImage.FULL));
    bench.source.commit(List.of(SHOP.update(before, SHOP.row("bob", 1, "newer"))));
    bench.source.commit(List.of(SHOP.delete(before)));
    bench.drain();
    assertThat(bench.runs(0, RunKind.TRANSACTION))
        .extracting(run -> run.changes().get(0).before())
        .containsExactly(Optional.empty(), Optional.of(before), Optional.of(before));
  }

  @Test
  void rowsOfAPartitionOfAnotherNodeAreOrphansAndCounted() {
    WriterBench bench =
        WriterBench.with(WriterBench.layout(4, PartitionMode.HASH, 0, 1)).limits(small());
    String foreign = bench.memberIn(3);
    bench.source.commit(
        List.of(
            SHOP.insert(bench.memberIn(0), 1, "mine"), SHOP.insert(foreign, 2, "z".repeat(250))));
    bench.source.commit(List.of(SHOP.insert(foreign, 3, "other")));
    bench.drain();
    assertThat(bench.writer.stats().orphans()).isEqualTo(2);
    assertThat(bench.writer.stats().rows()).isEqualTo(1);
    assertThat(bench.runs(0, RunKind.TRANSACTION)).hasSize(1);
    assertThat(bench.runs(3)).isEmpty();
    List<Orphan> orphans = bench.log.orphans();
    assertThat(orphans).hasSizeGreaterThan(3);
    assertThat(orphans).allSatisfy(o -> assertThat(o.partition()).isEqualTo(bench.partition(3)));
    assertThat(orphans.get(orphans.size() - 1).begin().nodeTransaction()).isEqualTo(2);
    assertThat(orphans.stream().filter(Orphan::lastSegment)).hasSize(2);
  }

  @Test
  void aSnapshotLeavesThePartitionsOfOthersToThem() {
    WriterBench bench = WriterBench.with(WriterBench.layout(4, PartitionMode.HASH, 0, 1));
    bench.source.snapshotChunk(
        List.of(
            SHOP.read(bench.memberIn(0), 1, "mine"), SHOP.read(bench.memberIn(3), 2, "foreign")));
    bench.drain();
    assertThat(bench.runs(0, RunKind.SNAPSHOT)).hasSize(1);
    assertThat(bench.log.orphans()).isEmpty();
    assertThat(bench.writer.stats().orphans()).isZero();
  }

  @Test
  void aSnapshotOfSomePartitionsLeavesTheOthersOut() {
    WriterBench bench = WriterBench.with(WriterBench.layout(4, PartitionMode.HASH, 0, 1));
    bench.source.snapshotChunk(
        Set.of(1),
        List.of(SHOP.read(bench.memberIn(0), 1, "no"), SHOP.read(bench.memberIn(1), 2, "yes")));
    bench.drain();
    assertThat(bench.runs(0, RunKind.SNAPSHOT)).isEmpty();
    assertThat(bench.runs(1, RunKind.SNAPSHOT)).hasSize(1);
  }

  @Test
  void severalNodesHashTheirDocumentsOverTheirOwnPartitionsOfOneLog() {
    WriterBench first = WriterBench.with(WriterBench.layout(4, PartitionMode.OWNED, 0, 1));
    WriterBench second =
        WriterBench.on(first.log.ofOtherNode(), WriterBench.layout(4, PartitionMode.OWNED, 2, 3));
    for (int i = 0; i < 20; i++) {
      first.source.commit(List.of(SHOP.insert("m" + i, i, "first")));
      second.source.commit(List.of(SHOP.insert("m" + i, i, "second")));
    }
    first.drain();
    second.drain();
    assertThat(rows(first, 0) + rows(first, 1)).isEqualTo(20);
    assertThat(rows(second, 2) + rows(second, 3)).isEqualTo(20);
    assertThat(first.runs(0).get(0).begin().log()).isEqualTo(second.runs(3).get(0).begin().log());
  }

  private static int rows(WriterBench bench, int partition) {
    return bench.runs(partition, RunKind.TRANSACTION).stream().mapToInt(r -> r.end().rows()).sum();
  }

  @Test
  void aSchemasNumberIsItsPartitionForRowsAndForSchemaChanges() {
    DatabaseLayout mailboxes =
        new DatabaseLayout("mailbox", 8, PartitionMode.SCHEMA, List.of(3, 4), Map.of(), Map.of());
    WriterBench bench = WriterBench.with(mailboxes);
    Documents three = Documents.in("mailbox_3");
    bench.source.commit(List.of(three.insert("bob", 1, "x")));
    bench.source.alter(
        "ALTER TABLE documents ADD note LONGBLOB",
        Optional.of(three.table()),
        Optional.of(three.withNote().table()));
    bench.drain();
    LogContents contents = new LogContents(bench.log);
    List<Run> here = contents.runs(mailboxes.ownedPartitions().get(0));
    List<Run> there = contents.runs(mailboxes.ownedPartitions().get(1));
    assertThat(here)
        .extracting(Run::kind)
        .containsExactly(RunKind.OPENING, RunKind.TRANSACTION, RunKind.SCHEMA_CHANGE);
    assertThat(there).extracting(Run::kind).doesNotContain(RunKind.SCHEMA_CHANGE);
  }

  @Test
  void aLongValueIsCutAndEachSegmentHasItsOwnOrdinal() {
    WriterBench bench = WriterBench.withPartitions(1).limits(small());
    bench.source.commit(
        List.of(SHOP.insert("bob", 1, "y".repeat(950)), SHOP.insert("bob", 2, "short")));
    bench.drain();
    Run run = bench.runs(0, RunKind.TRANSACTION).get(0);
    assertThat(run.changes()).hasSize(2);
    assertThat(run.end().rows()).isEqualTo(2);
    List<LogRecord> records =
        bench.log.records(bench.partition(0)).stream()
            .filter(record -> record.place().scn().equals(run.scn()))
            .toList();
    assertThat(records).allSatisfy(r -> assertThat(r.value().length).isLessThanOrEqualTo(100));
    assertThat(records)
        .extracting(record -> record.place().segment())
        .startsWith(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void aRowBeyondTheLimitStopsTheWriterAndNamesTheDocument() {
    WriterBench bench = WriterBench.withPartitions(1).limits(small());
    bench.source.commit(List.of(SHOP.insert("bob", 77, "y".repeat(2000))));
    assertThatThrownBy(bench::drain)
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.SOURCE_UNSUPPORTED))
        .hasMessageContaining("documents/bob/77")
        .hasMessageContaining("shop.documents")
        .hasMessageContaining("writer.max-row-size is 1500");
    assertThat(bench.writer.stats().state()).isEqualTo(LogWriter.State.FAILED);
    assertThat(bench.log.commits()).as("the openings").isEqualTo(1);
  }

  @Test
  void aTableOfNoConfiguredDatabaseIsNotPassedOverInSilence() {
    WriterBench bench = WriterBench.withPartitions(1);
    bench.source.commit(List.of(Documents.in("forgotten").insert("bob", 1, "x")));
    assertThatThrownBy(bench::drain).hasMessageContaining("forgotten.documents");
  }

  @Test
  void theEndIsARecordOfItsOwnWhenTheLastRowIsTooLargeToHoldBack() {
    WriterBench bench =
        WriterBench.withPartitions(1).limits(new RecordLimits(900 << 10, 64 << 20, 300));
    bench.source.commit(
        List.of(SHOP.insert("bob", 1, "s"), SHOP.insert("bob", 2, "y".repeat(400))));
    bench.source.commit(
        List.of(SHOP.insert("bob", 3, "y".repeat(400)), SHOP.insert("bob", 4, "s")));
    bench.drain();
    List<Run> runs = bench.runs(0, RunKind.TRANSACTION);
    assertThat(runs.get(0).records()).as("two rows and the end").isEqualTo(3);
    assertThat(runs.get(1).records()).as("the end on the last row").isEqualTo(2);
  }

  @Test
  void aTransactionStreamsThroughWithoutBeingHeld() {
    WriterBench bench =
        WriterBench.withPartitions(16).limits(new RecordLimits(900 << 10, 64 << 20, 1000));
    CountingLog counting = new CountingLog(bench.log);
    bench.source.commit(
        IntStream.range(0, 10_000)
            .mapToObj(i -> SHOP.insert("m" + i, i, "b".repeat(200)))
            .toList());
    try (LogWriter writer = new LogWriter(bench.config, counting, bench.source, bench.clock)) {
      writer.step();
      for (int events = 1; events <= 10_001; events++) {
        writer.step();
        int rows = events - 1;
        assertThat(rows - (counting.appended() - 16)).as("rows held").isLessThanOrEqualTo(5);
      }
    }
  }

  private static RecordLimits small() {
    return new RecordLimits(100, 1500, 1 << 20);
  }
}
