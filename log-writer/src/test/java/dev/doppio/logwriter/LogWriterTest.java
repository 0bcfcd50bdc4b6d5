package dev.doppio.logwriter;

import static dev.doppio.logwriter.WriterBench.SHOP;
import static dev.doppio.logwriter.WriterBench.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logwriter.LogContents.Run;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.LogSchemas;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.SnapshotRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogWriterTest {
  /** A first start commits them before anything else. */
  private static final int OPENINGS = 1;

  private final WriterBench bench = WriterBench.withPartitions(4);

  @Test
  void aFirstStartOpensEveryPartitionAndThenHoldsThePosition() {
    bench.source.idle(START);
    bench.drain();
    for (int number = 0; number < 4; number++) {
      Run opening = bench.runs(number).get(0);
      assertThat(opening.scn()).isEqualTo(new Scn(1, 0));
      assertThat(opening.control())
          .contains(new ControlRecord.Opening(bench.log.logId("shop"), 4, Optional.empty()));
    }
    assertThat(bench.log.commits()).as("the openings, the position").isEqualTo(2);
    NodePosition position = bench.log.position().orElseThrow();
    assertThat(position.source()).isEqualTo(bench.source.position());
    assertThat(position.logs()).containsEntry("shop", bench.log.logId("shop"));
    assertThat(position.partitions()).hasSize(4);
  }

  @Test
  void nothingButOpeningsIsWrittenBeforeTheSourceSaysSomething() {
    bench.drain();
    assertThat(bench.log.commits()).isEqualTo(OPENINGS);
    assertThat(bench.log.position()).isEmpty();
    assertThat(bench.runs(0)).hasSize(1);
  }

  @Test
  void aTransactionIsOneRunInEachPartitionItTouches() {
    String here = bench.memberIn(1);
    String there = bench.memberIn(3);
    Gtid gtid =
        bench.source.commit(
            List.of(
                SHOP.insert(here, 1, "a"), SHOP.insert(there, 2, "b"), SHOP.insert(here, 3, "c")));
    bench.drain();
    Run run = bench.runs(1, RunKind.TRANSACTION).get(0);
    assertThat(run.begin().gtid()).contains(gtid);
    assertThat(run.begin().nodeTransaction()).isEqualTo(1);
    assertThat(run.begin().origin()).isEqualTo(WriterBench.NODE);
    assertThat(run.end().partitions()).isEqualTo(2);
    assertThat(run.changes())
        .extracting(change -> change.key().path())
        .containsExactly("documents/" + here + "/1", "documents/" + here + "/3");
    assertThat(bench.runs(3, RunKind.TRANSACTION)).hasSize(1);
    assertThat(bench.runs(0, RunKind.TRANSACTION)).isEmpty();
  }

  @Test
  void sequencesAndCountsGoOnAfterARestart() {
    String member = bench.memberIn(2);
    for (int i = 0; i < 3; i++) {
      bench.source.commit(List.of(SHOP.insert(member, i, "x")));
      bench.drain();
      bench.writer.close();
      bench.restart();
    }
    List<Run> runs = bench.runs(2, RunKind.TRANSACTION);
    assertThat(runs).extracting(run -> run.begin().nodeTransaction()).containsExactly(1L, 2L, 3L);
    assertThat(runs).extracting(Run::transactions).containsExactly(1L, 2L, 3L);
    assertThat(bench.source.opened()).isEqualTo(3);
  }

  @Test
  void aTransactionTooLargeForASessionIsWrittenByTheNextAndOnce() {
    bench.log.admitOnly(2);
    String member = bench.memberIn(1);
    bench.source.commit(List.of(SHOP.insert(member, 1, "a")));
    bench.source.commit(
        List.of(
            SHOP.insert(member, 2, "b"), SHOP.insert(member, 3, "c"), SHOP.insert(member, 4, "d")));
    bench.drain();
    assertThat(bench.runs(1, RunKind.TRANSACTION))
        .extracting(run -> run.changes().size())
        .containsExactly(1, 3);
    assertThat(bench.source.opened()).isEqualTo(2);
  }

  @Test
  void schemasAreKnownBeforeTheRecordsThatNeedThem() {
    bench.source.commit(List.of(SHOP.insert("bob", 1, "x")));
    bench.drain();
    assertThat(bench.log.schemas())
        .containsKey(SHOP.table().fingerprint())
        .containsKeys(
            LogSchemas.all().stream()
                .map(LogSchemas::fingerprint)
                .toList()
                .toArray(new dev.doppio.schemas.document.Fingerprint[0]));
  }

  @Test
  void aDrainedSourceCommitsAtOnceAndAFloodCommitsBySizeAndAge() {
    bench.source.commit(List.of(SHOP.insert("bob", 1, "x")));
    bench.drain();
    assertThat(bench.log.commits()).isEqualTo(OPENINGS + 1);
    flood(1000);
    bench.step(2500);
    assertThat(bench.log.commits()).as("young and small").isEqualTo(OPENINGS + 1);
    bench.clock.advance(Duration.ofMillis(100));
    bench.step(3);
    assertThat(bench.log.commits()).as("100 ms old").isEqualTo(OPENINGS + 2);
    bench.drain();
    assertThat(bench.log.commits()).isEqualTo(OPENINGS + 3);
  }

  @Test
  void aFloodCommitsWhenTheTransactionIsLarge() {
    LogWriterConfig small = bench.config;
    bench.configure(
        new LogWriterConfig(
            small.origin(),
            small.databases(),
            new CommitPolicy(Duration.ofDays(1), 1000, Duration.ofSeconds(1)),
            small.limits(),
            small.heartbeatInterval(),
            small.idleWait(),
            small.before()));
    flood(1000);
    bench.drain();
    assertThat(bench.log.commits()).isBetween(50, 200);
    assertThat(bench.writer.stats().transactions()).isEqualTo(1000);
  }

  @Test
  void aLargeTransactionIsNeverSplit() {
    bench.source.commit(
        IntStream.range(0, 5000).mapToObj(i -> SHOP.insert("m" + i, i, "y".repeat(5000))).toList());
    bench.step(5001);
    bench.clock.advance(Duration.ofMinutes(1));
    assertThat(bench.log.commits()).isEqualTo(OPENINGS);
    bench.drain();
    assertThat(bench.log.commits()).isEqualTo(OPENINGS + 1);
    assertThat(
            IntStream.range(0, 4)
                .map(p -> bench.runs(p, RunKind.TRANSACTION).get(0).end().rows())
                .sum())
        .isEqualTo(5000);
  }

  @Test
  void aSourceThatPausesInsideATransactionIsNotCommittedThere() {
    bench.source.commit(List.of(SHOP.insert("bob", 1, "x")));
    bench.source.commit(List.of(SHOP.insert("bob", 2, "x"), SHOP.insert("bob", 3, "x")));
    bench.source.pauseAfter(5);
    bench.step(1 + 5);
    assertThat(bench.writer.step().outcome()).isEqualTo(Progress.Outcome.WORKED);
    assertThat(bench.log.commits()).isEqualTo(OPENINGS);
    bench.drain();
    assertThat(bench.log.commits()).isEqualTo(OPENINGS + 1);
  }

  @Test
  void chunksOfASnapshotAreRunsWithTheirProgress() {
    bench.source.snapshotChunk(List.of(SHOP.read("bob", 1, "a"), SHOP.read("eve", 2, "b")));
    bench.source.snapshotChunk(List.of(SHOP.read("bob", 3, "c")));
    bench.source.snapshotChunk(List.of(SHOP.read("tom", 4, "d")));
    bench.drain();
    assertThat(bench.log.commits()).isEqualTo(OPENINGS + 1);
    assertThat(bench.log.committed().snapshots())
        .singleElement()
        .satisfies(s -> assertThat(s.rows()).isEqualTo(3));
    List<Run> chunks = bench.runs(bench.partitionOf("bob").number(), RunKind.SNAPSHOT);
    assertThat(chunks).hasSizeGreaterThanOrEqualTo(2);
    assertThat(chunks.get(0).changes().get(0).operation()).isEqualTo(Operation.READ);
    assertThat(chunks.get(0).begin().gtid()).isEmpty();
    assertThat(bench.writer.stats().transactions()).isZero();
    assertThat(bench.writer.stats().rows()).isEqualTo(4);
  }

  @Test
  void aSnapshotThatBreaksOffGoesOnBehindTheLastChunkInTheLog() {
    bench.source.snapshotChunk(List.of(SHOP.read("bob", 1, "a")));
    bench.source.snapshotChunk(List.of(SHOP.read("bob", 2, "b")));
    bench.source.failAfter(4);
    bench.source.pauseAfter(3);
    bench.step(1 + 3 + 1 + 1);
    assertThat(bench.log.committed().snapshots()).as("one chunk is committed").isNotEmpty();
    assertThat(bench.writer.step().outcome()).isEqualTo(Progress.Outcome.RETRYING);
    bench.drain();
    assertThat(bench.runs(bench.partitionOf("bob").number(), RunKind.SNAPSHOT)).hasSize(2);
    assertThat(bench.log.committed().snapshots().get(0).rows()).isEqualTo(2);
  }

  @Test
  void requestsForSnapshotsReachTheSource() {
    SnapshotRequest request = SnapshotRequest.whole("a", SHOP.table().name());
    bench.log.committed().request(request);
    bench.drain();
    bench.clock.advance(Duration.ofSeconds(2));
    bench.drain();
    assertThat(bench.source.asked()).contains(request);
  }

  @Test
  void aSilentPartitionGetsHeartbeatsByTheSourcesClock() {
    bench.source.commit(List.of(SHOP.insert(bench.memberIn(0), 1, "x")), START);
    bench.source.idle(START.plusSeconds(9));
    bench.drain();
    assertThat(bench.runs(0, RunKind.HEARTBEAT)).isEmpty();
    assertThat(bench.runs(1, RunKind.HEARTBEAT)).as("nothing was ever heard of it").hasSize(1);
    bench.clock.advance(Duration.ofHours(1));
    bench.source.idle(START.plusSeconds(10));
    bench.drain();
    Instant later = START.plusSeconds(10);
    assertThat(bench.runs(0, RunKind.HEARTBEAT))
        .extracting(run -> run.control().orElseThrow())
        .containsExactly(new ControlRecord.Heartbeat(later));
    assertThat(bench.runs(1, RunKind.HEARTBEAT)).hasSize(2);
  }

  @Test
  void filteredTrafficMovesThePositionOnceASecond() {
    bench.source.idle(START);
    bench.drain();
    bench.source.filtered(500, START);
    bench.drain();
    assertThat(bench.log.position().orElseThrow().source().executed().size()).isZero();
    bench.drainAfter(Duration.ofSeconds(1));
    assertThat(bench.log.position().orElseThrow().source().executed().size()).isEqualTo(500);
    assertThat(bench.log.commits()).isEqualTo(OPENINGS + 2);
    bench.drainAfter(Duration.ofSeconds(5));
    assertThat(bench.log.commits()).as("it has not moved").isEqualTo(OPENINGS + 2);
  }

  @Test
  void aSchemaChangeGoesToEveryOwnedPartition() {
    Gtid gtid =
        bench.source.alter(
            "ALTER TABLE documents ADD note LONGBLOB",
            Optional.of(SHOP.table()),
            Optional.of(SHOP.withNote().table()));
    bench.source.commit(List.of(SHOP.withNote().insert("bob", 1, "x")));
    bench.drain();
    for (int number = 0; number < 4; number++) {
      Run run = bench.runs(number, RunKind.SCHEMA_CHANGE).get(0);
      ControlRecord.SchemaChange change = (ControlRecord.SchemaChange) run.control().orElseThrow();
      assertThat(change.ddlId()).isEqualTo(gtid.toString());
      assertThat(change.before()).contains(SHOP.table().fingerprint());
      assertThat(change.after()).contains(SHOP.withNote().table().fingerprint());
      assertThat(run.end().partitions()).isEqualTo(4);
      assertThat(run.end().rows()).isZero();
    }
    assertThat(bench.log.schemas()).containsKey(SHOP.withNote().table().fingerprint());
  }

  @Test
  void aSchemaChangeThatAnApplierBroughtKeepsTheNameItHasInTheLog() {
    TableVersion first = SHOP.table();
    TableVersion second = SHOP.withNote().table();
    bench.source.bring("ALTER ...", Optional.of(first), Optional.of(second), Optional.of("x:7"));
    bench.drain();
    ControlRecord.SchemaChange change =
        (ControlRecord.SchemaChange)
            bench.runs(0, RunKind.SCHEMA_CHANGE).get(0).control().orElseThrow();
    assertThat(change.ddlId()).isEqualTo("x:7");
  }

  @Test
  void aTableThatAnApplierMadeForRowsIsRememberedAndNotToldAgain() {
    TableVersion made = SHOP.table();
    bench.source.bring("CREATE ...", Optional.empty(), Optional.of(made), Optional.empty());
    bench.drain();
    assertThat(bench.runs(0, RunKind.SCHEMA_CHANGE)).isEmpty();
    assertThat(bench.log.committed().tables()).containsEntry(made.name(), made);
  }

  @Test
  void statisticsTellWhatIsCommittedAndWhatIsNot() {
    flood(10);
    bench.step(1 + 3 * 10);
    WriterStats open = bench.writer.stats();
    assertThat(open.state()).isEqualTo(LogWriter.State.RUNNING);
    assertThat(open.transactions()).isZero();
    assertThat(open.uncommittedTransactions()).isEqualTo(10);
    assertThat(open.uncommittedSince()).contains(START);
    bench.drain();
    WriterStats done = bench.writer.stats();
    assertThat(done.transactions()).isEqualTo(10);
    assertThat(done.rows()).isEqualTo(10);
    assertThat(done.commits()).isEqualTo(1);
    assertThat(done.uncommittedTransactions()).isZero();
    assertThat(done.position()).contains(bench.source.position());
    assertThat(done.partitions()).hasSize(4);
    assertThat(done.sourceTime()).isPresent();
    bench.writer.close();
    assertThat(bench.writer.stats().state()).isEqualTo(LogWriter.State.CLOSED);
  }

  private void flood(int transactions) {
    for (int i = 0; i < transactions; i++) {
      bench.source.commit(List.of(SHOP.insert("m" + i % 7, i, "x")), START);
    }
  }
}
