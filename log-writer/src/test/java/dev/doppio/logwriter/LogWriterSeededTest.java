package dev.doppio.logwriter;

import static dev.doppio.logwriter.WriterBench.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logwriter.LogContents.Run;
import dev.doppio.logwriter.MemoryLog.Fault;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.source.SourceEvent.RowChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A random history is written while commits lose their answers, connections break and other
 * incarnations take over; then each source transaction has to be in each partition it touched,
 * once, in order, with its rows. {@code -Dseed=n} plays one history again.
 */
class LogWriterSeededTest {
  private static final int PARTITIONS = 5;
  private static final Fault[] FAULTS = Fault.values();

  static LongStream seeds() {
    Long one = Long.getLong("seed");
    return one == null ? LongStream.range(0, 300) : LongStream.of(one);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyTransactionIsInTheLogOnceAndInOrder(long seed) {
    Random random = new Random(seed);
    WriterBench bench = WriterBench.withPartitions(PARTITIONS);
    bench.limits(new RecordLimits(50 + random.nextInt(200), 1 << 20, random.nextInt(500)));
    Map<Integer, List<Expected>> expected = new HashMap<>();
    if (random.nextBoolean()) {
      bench.source.snapshotChunk(List.of(SHOP.read("m0", 1, "s"), SHOP.read("m1", 2, "s")));
      bench.source.snapshotChunk(List.of(SHOP.read("m2", 3, "s")));
    }
    for (int round = 0; round < 60; round++) {
      happen(bench, random, expected);
      for (int steps = random.nextInt(30); steps > 0; steps--) {
        step(bench);
      }
    }
    finish(bench);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      List<Expected> written =
          bench.runs(partition, RunKind.TRANSACTION).stream().map(Expected::of).toList();
      assertThat(written)
          .as("partition %s, seed %s (replay with -Dseed=%s)", partition, seed, seed)
          .isEqualTo(expected.getOrDefault(partition, List.of()));
    }
  }

  /** A run as the history wants it: its transaction, and each change's operation and key. */
  private record Expected(Gtid gtid, List<String> changes) {
    static Expected of(Run run) {
      return new Expected(
          run.begin().gtid().orElseThrow(),
          run.changes().stream().map(c -> c.operation() + " " + c.key()).toList());
    }
  }

  private static void happen(
      WriterBench bench, Random random, Map<Integer, List<Expected>> expected) {
    switch (random.nextInt(10)) {
      case 0 -> bench.log.failNext(FAULTS[random.nextInt(FAULTS.length)]);
      case 1 -> bench.source.failAfter(random.nextInt(20));
      case 2 -> bench.clock.advance(Duration.ofMillis(random.nextInt(2000)));
      case 3 -> bench.source.filtered(random.nextInt(5), bench.clock.instant());
      case 4 ->
          bench.source.alter(
              "ALTER TABLE documents COMMENT 'x'",
              Optional.of(SHOP.table()),
              Optional.of(SHOP.table()));
      case 5 -> bench.source.pauseAfter(random.nextInt(20));
      default -> transaction(bench, random, expected);
    }
  }

  private static void transaction(
      WriterBench bench, Random random, Map<Integer, List<Expected>> expected) {
    List<RowChange> rows = new ArrayList<>();
    Map<Integer, List<String>> changes = new HashMap<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      Row row = row(random);
      Row other = row(random);
      switch (random.nextInt(3)) {
        case 0 -> {
          rows.add(SHOP.insert((String) row.values()[0], (Long) row.values()[1], "x"));
          expect(bench, changes, "INSERT", row);
        }
        case 1 -> {
          rows.add(SHOP.delete(row));
          expect(bench, changes, "DELETE", row);
        }
        default -> {
          rows.add(SHOP.update(row, other));
          if (key(row).equals(key(other))) {
            expect(bench, changes, "UPDATE", row);
          } else {
            expect(bench, changes, "DELETE", row);
            expect(bench, changes, "INSERT", other);
          }
        }
      }
    }
    Gtid gtid = bench.source.commit(rows);
    changes.forEach(
        (partition, list) ->
            expected
                .computeIfAbsent(partition, ignored -> new ArrayList<>())
                .add(new Expected(gtid, list)));
  }

  private static Row row(Random random) {
    return SHOP.row("m" + random.nextInt(6), random.nextInt(3), "b".repeat(random.nextInt(300)));
  }

  private static String key(Row row) {
    return "documents/" + row.values()[0] + "/" + row.values()[1];
  }

  private static void expect(
      WriterBench bench, Map<Integer, List<String>> changes, String operation, Row row) {
    int partition = bench.partitionOf((String) row.values()[0]).number();
    changes
        .computeIfAbsent(partition, ignored -> new ArrayList<>())
        .add(operation + " " + key(row));
  }

  private static Optional<Progress> step(WriterBench bench) {
    try {
      return Optional.of(bench.writer.step());
    } catch (DoppioException e) {
      assertThat(e.kind()).isEqualTo(FailureKind.FENCED);
      bench.restart();
      return Optional.empty();
    }
  }

  private static void finish(WriterBench bench) {
    bench.source.pauseAfter(-1);
    bench.source.commit(List.of());
    for (int i = 0; i < 10_000; i++) {
      Optional<Progress> progress = step(bench);
      boolean drained = progress.filter(p -> p.outcome() == Progress.Outcome.DRAINED).isPresent();
      if (drained && !bench.log.hasFaults()) {
        return;
      }
      if (drained) {
        bench.clock.advance(Duration.ofSeconds(1));
        bench.source.filtered(1, bench.clock.instant().plusSeconds(60L * i));
        bench.writer.close();
        bench.restart();
      }
    }
    throw new AssertionError("not drained");
  }
}
