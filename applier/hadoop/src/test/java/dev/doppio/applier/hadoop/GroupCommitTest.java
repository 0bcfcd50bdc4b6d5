package dev.doppio.applier.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doppio.logreader.Gathering;
import dev.doppio.logreader.Notes;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transactions of many partitions in one commit, and what a death between its tables leaves. */
final class GroupCommitTest {
  private static final String NOTES = "shop.notes";
  private static final String CHANGES = "shop.notes_changes";

  @TempDir Path folder;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    FragileFiles.comeBack();
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private HadoopTarget target(HadoopTargetConfig config) {
    HadoopTarget target = HadoopTarget.connect(config, Clock.systemUTC());
    opened.add(target);
    return target;
  }

  private static DocumentChange insert(long id, String body) {
    return Notes.insert(Notes.row(id, body));
  }

  private static Optional<Scn> settled(TargetPartition part) {
    return part.gathering().flatMap(Gathering::settled);
  }

  private Map<Long, String> bodies() {
    return PlainTables.rows(folder, NOTES).stream()
        .collect(
            Collectors.toMap(
                row -> (Long) row.getField("id"),
                row -> (String) row.getField("body"),
                (one, two) -> one + " twice " + two,
                TreeMap::new));
  }

  /** Sequence and document of each change, in the order of the log. */
  private List<String> changes() {
    return PlainTables.rows(folder, CHANGES).stream()
        .map(
            row ->
                row.getField("_log_partition")
                    + ":"
                    + row.getField("_sequence")
                    + "."
                    + row.getField("_ordinal")
                    + " "
                    + row.getField("_operation")
                    + " "
                    + row.getField("id"))
        .sorted()
        .toList();
  }

  @Test
  @Timeout(60)
  void whoeverHasGatheredAsMuchAsACommitMayHaveWaitsForTheOneUnderWay() throws Exception {
    HadoopTarget target = target(Shop.config(folder, Duration.ofHours(1), 3));
    TargetPartition one = target.open(Shop.PARTITION);
    TargetPartition two = target.open(Shop.OTHER);
    Shop.offer(one, Shop.PARTITION, 1, insert(1, "a"), insert(2, "b"), insert(3, "c"));
    Shop.offer(two, Shop.OTHER, 1, insert(4, "d"));
    CountDownLatch release = FragileFiles.holdUp();
    ExecutorService others = Executors.newCachedThreadPool();
    try {
      Future<Optional<Scn>> committing = others.submit(() -> settled(one));
      await().atMost(Duration.ofSeconds(30)).until(FragileFiles::isHeld);
      Shop.offer(two, Shop.OTHER, 2, insert(5, "e"));
      assertThat(settled(two)).as("with room left").isEmpty();
      Shop.offer(two, Shop.OTHER, 3, insert(6, "f"), insert(7, "g"));
      Future<Optional<Scn>> waiting = others.submit(() -> settled(two));
      assertThatThrownBy(() -> waiting.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      release.countDown();
      assertThat(committing.get()).contains(new Scn(1, 1));
      assertThat(waiting.get()).contains(new Scn(1, 3));
    } finally {
      release.countDown();
      others.shutdownNow();
    }
    assertThat(bodies()).hasSize(7);
  }

  @Test
  void oneCommitHoldsTransactionsOfAllPartitionsAndNothingShowsBeforeIt() {
    HadoopTarget target = target(Shop.config(folder));
    TargetPartition one = target.open(Shop.PARTITION);
    TargetPartition two = target.open(Shop.OTHER);
    Shop.offer(one, Shop.PARTITION, 1, insert(1, "a"));
    Shop.offer(two, Shop.OTHER, 7, insert(2, "b"));
    Shop.offer(one, Shop.PARTITION, 2, Notes.update(Notes.row(1, "a2")), insert(3, "c"));
    assertThat(settled(one)).isEmpty();
    assertThat(bodies()).isEmpty();

    one.gathering().orElseThrow().settle();

    assertThat(settled(one)).contains(new Scn(1, 2));
    assertThat(settled(two)).contains(new Scn(1, 7));
    assertThat(bodies()).isEqualTo(Map.of(1L, "a2", 2L, "b", 3L, "c"));
    assertThat(changes())
        .containsExactly("0:1.0 INSERT 1", "0:2.0 UPDATE 1", "0:2.1 INSERT 3", "1:7.0 INSERT 2");
    assertThat(snapshots(CHANGES)).hasSize(1);
    assertThat(PlainTables.summary(folder, NOTES))
        .containsEntry("doppio.scns", "shop/0=1:2,shop/1=1:7")
        .containsEntry("doppio.watermark", Notes.SOURCE_TIME.plusSeconds(2).toString());
  }

  private List<Snapshot> snapshots(String table) {
    List<Snapshot> all = new ArrayList<>();
    PlainTables.table(folder, table).orElseThrow().snapshots().forEach(all::add);
    return all;
  }

  @Test
  void aCommitIsDoneWhenItIsDue() {
    HadoopTarget byRows = target(Shop.config(folder, Duration.ofHours(1), 3));
    TargetPartition part = byRows.open(Shop.PARTITION);
    Shop.offer(part, Shop.PARTITION, 1, insert(1, "a"), insert(2, "b"));
    assertThat(settled(part)).isEmpty();
    Shop.offer(part, Shop.PARTITION, 2, insert(3, "c"));
    assertThat(settled(part)).contains(new Scn(1, 2));
    part.close();

    TargetPartition byTime = target(Shop.config(folder, Duration.ZERO, 1_000)).open(Shop.PARTITION);
    Shop.offer(byTime, Shop.PARTITION, 3, insert(4, "d"));
    assertThat(settled(byTime)).contains(new Scn(1, 3));
    assertThat(bodies()).hasSize(4);
  }

  @Test
  void whatAPartitionOfferedIsCommittedWhenItIsLetGo() {
    HadoopTarget target = target(Shop.config(folder));
    TargetPartition part = target.open(Shop.PARTITION);
    Shop.offer(part, Shop.PARTITION, 1, insert(1, "a"));
    part.close();
    assertThat(bodies()).containsEntry(1L, "a");
    assertThat(target.look(Shop.PARTITION).map(Checkpoint::scn)).contains(new Scn(1, 1));
  }

  /** The disk goes away at each change in turn; after each the same runs come again. */
  @Test
  void whereverACommitDiesEveryTableHasEachRunOnceAfterwards() {
    boolean gone = true;
    long reached = 0;
    for (long changes = 0; gone; changes++) {
      long sequence = 10 * changes + 2;
      HadoopTarget before = HadoopTarget.connect(Shop.config(folder), Clock.systemUTC());
      TargetPartition dying = before.open(Shop.PARTITION);
      FragileFiles.goAwayAfter(changes);
      try {
        Shop.offer(dying, Shop.PARTITION, sequence, insert(sequence, "x"));
        dying.gathering().orElseThrow().settle();
      } catch (DoppioException e) {
        assertThat(e.kind()).isEqualTo(FailureKind.TARGET_UNAVAILABLE);
      }
      gone = FragileFiles.isGone();
      FragileFiles.comeBack();

      HadoopTarget after = HadoopTarget.connect(Shop.config(folder), Clock.systemUTC());
      TargetPartition again = after.open(Shop.PARTITION);
      if (again.checkpoint().filter(at -> at.scn().sequence() == sequence).isEmpty()) {
        Shop.commit(again, Shop.PARTITION, sequence, insert(sequence, "x"));
      }
      after.close();
      reached++;
      assertThat(changes()).as("dead at change %d", changes).hasSize((int) reached);
      assertThat(bodies().values()).hasSize((int) reached).containsOnly("x");
    }
    assertThat(reached).as("places of a death").isGreaterThan(10);
  }

  @Test
  void aDeathBetweenTwoTablesIsMadeGoodByTheOneThatLacksTheRuns() {
    HadoopTarget target = target(Shop.config(folder));
    TargetPartition part = target.open(Shop.PARTITION);
    Shop.commit(part, Shop.PARTITION, 1, insert(1, "a"));
    part.begin();
    part.rows(Shop.run(2), List.of(Notes.update(Notes.row(1, "a2"))));
    another(Kind.CHANGES, Shop.PARTITION, 1, 2, Notes.update(Notes.row(1, "a2")));

    TargetPartition next = target(Shop.config(folder)).open(Shop.PARTITION);
    assertThat(next.checkpoint().map(Checkpoint::scn)).contains(new Scn(1, 1));
    Shop.commit(next, Shop.PARTITION, 2, Notes.update(Notes.row(1, "a2")));

    assertThat(changes()).containsExactly("0:1.0 INSERT 1", "0:2.0 UPDATE 1");
    assertThat(bodies()).isEqualTo(Map.of(1L, "a2"));
  }

  /** Another process takes a partition from one run to another, in one of the two tables. */
  private void another(Kind kind, PartitionId partition, long from, long to, DocumentChange row) {
    HadoopTargetConfig config = Shop.config(folder);
    try (Warehouse warehouse = Warehouse.open(config)) {
      DocumentTables tables = new DocumentTables(warehouse, config);
      StepWriter writer = new StepWriter(tables, new Counters());
      List<Entry> entries = List.of(new Entry(partition, Shop.run(to), 0, row));
      Step step =
          switch (kind) {
            case CHANGES -> writer.changes(Notes.FIRST.name(), entries, List.of());
            case CURRENT -> writer.current(Notes.FIRST.name(), entries);
          };
      tables.commit(
          Notes.FIRST.name(),
          kind,
          List.of(step),
          new DocumentTables.Advance(
              Map.of(partition, Optional.of(new Scn(1, from))), Map.of(partition, new Scn(1, to))),
          Map.of());
    }
  }

  @Test
  void aPartitionThatIsOvertakenInTheMidstOfACommitDoesNotDoubleTheOthers() {
    HadoopTarget target = target(Shop.config(folder));
    TargetPartition large = target.open(Shop.PARTITION);
    TargetPartition overtaken = target.open(Shop.OTHER);
    Shop.commit(overtaken, Shop.OTHER, 1, insert(100_000, "a"));
    large.begin();
    large.rows(run(false), LongStream.range(0, 25_000).mapToObj(id -> insert(id, "x")).toList());
    large.rows(run(true), List.of(insert(25_000, "x")));
    large.gathering().orElseThrow().offer(Shop.at(Shop.PARTITION, 1));
    another(Kind.CURRENT, Shop.OTHER, 1, 2, insert(100_001, "of another process"));
    Shop.offer(overtaken, Shop.OTHER, 2, insert(100_001, "b"));

    large.gathering().orElseThrow().settle();

    assertThat(settled(large)).contains(new Scn(1, 1));
    assertThatThrownBy(() -> settled(overtaken))
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_UNAVAILABLE));
    assertThat(bodies()).hasSize(25_003).containsEntry(100_001L, "of another process");
    assertThat(PlainTables.rows(folder, CHANGES)).hasSize(25_003);
  }

  @Test
  void aZombieThatGatheredBeforeItsPartitionWasTakenWritesNothing() {
    TargetPartition zombie = target(Shop.config(folder)).open(Shop.PARTITION);
    Shop.commit(zombie, Shop.PARTITION, 1, insert(1, "a"));
    Shop.offer(zombie, Shop.PARTITION, 2, insert(2, "stale"));
    TargetPartition heir = target(Shop.config(folder)).open(Shop.PARTITION);
    Shop.commit(heir, Shop.PARTITION, 2, insert(2, "b"));
    assertThatThrownBy(() -> zombie.gathering().orElseThrow().settle())
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.CHECKPOINT_LOST));
    assertThat(bodies()).isEqualTo(Map.of(1L, "a", 2L, "b"));
    assertThat(changes()).containsExactly("0:1.0 INSERT 1", "0:2.0 INSERT 2");
  }

  @Test
  void aTransactionBeyondTheMemoryIsOneCommitWithTheLastOfEachDocument() {
    HadoopTarget target = target(Shop.config(folder));
    TargetPartition part = target.open(Shop.PARTITION);
    part.begin();
    for (int slice = 0; slice < 90; slice++) {
      String body = "slice " + slice;
      part.rows(
          slice < 89 ? run(false) : run(true),
          LongStream.range(0, 500).mapToObj(id -> insert(id, body)).toList());
    }
    assertThat(PlainTables.rows(folder, NOTES)).isEmpty();
    part.commit(Shop.at(Shop.PARTITION, 1));
    assertThat(bodies()).hasSize(500);
    assertThat(bodies().values()).containsOnly("slice 89");
    List<Record> changes = PlainTables.rows(folder, CHANGES);
    assertThat(changes).hasSize(45_000);
    assertThat(changes.stream().map(row -> row.getField("_ordinal")).distinct()).hasSize(45_000);
  }

  private static dev.doppio.logreader.Run run(boolean ends) {
    dev.doppio.logreader.Run whole = Shop.run(1);
    return ends
        ? whole
        : new dev.doppio.logreader.Run(
            whole.scn(),
            whole.origin(),
            whole.gtid(),
            whole.nodeTransaction(),
            whole.sourceTime(),
            java.util.OptionalInt.empty());
  }

  @Test
  void pastStatesAreForgottenAndTheTableStaysWhereItIs() {
    HadoopTarget target = target(Shop.config(folder));
    TargetPartition part = target.open(Shop.PARTITION);
    for (long sequence = 1; sequence <= 45; sequence++) {
      Shop.commit(part, Shop.PARTITION, sequence, insert(sequence, "x"));
    }
    assertThat(snapshots(NOTES)).hasSizeBetween(3, 24);
    assertThat(bodies()).hasSize(45);
    assertThat(PlainTables.summary(folder, NOTES)).containsEntry("doppio.scns", "shop/0=1:45");
  }

  @Test
  void theWatermarkIsThatOfThePartitionThatIsLeastFar() {
    HadoopTarget target = target(Shop.config(folder));
    TargetPartition one = target.open(Shop.PARTITION);
    TargetPartition two = target.open(Shop.OTHER);
    Shop.commit(one, Shop.PARTITION, 9, insert(1, "a"));
    try (Maintenance maintenance = new Maintenance(Shop.config(folder), Clock.systemUTC())) {
      assertThat(maintenance.watermark(Notes.FIRST.name()).complete())
          .as("a partition has not told")
          .isEmpty();
      two.begin();
      two.reached(Notes.SOURCE_TIME.plusSeconds(4));
      two.commit(Shop.at(Shop.OTHER, 4));
      Watermark watermark = maintenance.watermark(Notes.FIRST.name());
      assertThat(watermark.complete()).contains(Notes.SOURCE_TIME.plusSeconds(4));
      assertThat(watermark.partitions())
          .containsEntry(Shop.PARTITION, new Scn(1, 9))
          .containsEntry(Shop.OTHER, new Scn(1, 4));
    }
    assertThat(target.stats().watermark()).contains(Instant.parse("2026-01-01T00:00:04Z"));
  }
}
