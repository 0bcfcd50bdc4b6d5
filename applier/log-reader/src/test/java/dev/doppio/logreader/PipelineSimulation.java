package dev.doppio.logreader;

import dev.doppio.logreader.PartitionStats.State;
import dev.doppio.logwriter.BeforeImage;
import dev.doppio.logwriter.CommitPolicy;
import dev.doppio.logwriter.LogWriter;
import dev.doppio.logwriter.LogWriterConfig;
import dev.doppio.logwriter.MemoryLog;
import dev.doppio.logwriter.MemorySource;
import dev.doppio.logwriter.Progress.Outcome;
import dev.doppio.logwriter.RecordLimits;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Source, writer, log, mirror, reader and target in one thread under a seeded scheduler, which also
 * kills writers and readers, leaves some of the killed running, and fails every port at random.
 */
final class PipelineSimulation {
  private static final int PARTITIONS = 3;
  private static final MemoryLog.Fault[] LOG_FAULTS = MemoryLog.Fault.values();
  private static final MemoryTarget.Fault[] TARGET_FAULTS =
      java.util.Arrays.stream(MemoryTarget.Fault.values())
          .filter(fault -> fault != MemoryTarget.Fault.ROWS_REJECTED)
          .toArray(MemoryTarget.Fault[]::new);

  private final Random random;
  private final ManualClock clock = new ManualClock();
  private final MemorySource source = new MemorySource(clock.instant());
  private final MemoryLog log = new MemoryLog(() -> new LogId(new UUID(1, 1)));
  private final LogCopy copy;
  private final SimulatedTraffic traffic;
  private final SimulatedMirror mirror;
  private final JudgedTarget target;
  private final List<LogWriter> writers = new ArrayList<>();
  private final List<LogReader> readers = new ArrayList<>();
  private final Set<PartitionId> partitions = new HashSet<>();
  private boolean writerRests;

  PipelineSimulation(long seed, Function<SimulatedTraffic, JudgedTarget> targets) {
    random = new Random(seed);
    copy = new LogCopy(2 + random.nextInt(12));
    traffic = new SimulatedTraffic(source, random, PARTITIONS);
    mirror = new SimulatedMirror(log, copy, random);
    target = targets.apply(traffic);
    IntStream.range(0, PARTITIONS)
        .forEach(n -> partitions.add(new PartitionId(SimulatedTraffic.DATABASE, n)));
    startWriter();
    startReader();
  }

  /** Sabotage: the mirror leaves out a record. */
  PipelineSimulation losingOneRecordIn(int records) {
    mirror.loseOneIn(records);
    return this;
  }

  /** Runs at random, then until the source rests and the reader has caught up. */
  void run() {
    for (int round = 0; round < 1500; round++) {
      happen();
    }
    mirror.beSteady();
    // Of two readers on one target each partition has stopped at one: an operator ends both.
    readers.forEach(LogReader::close);
    readers.clear();
    startReader();
    while (writers.size() > 1) {
      writers.remove(0);
    }
    for (int round = 0; round < 3000 && !atRest() && !stopped(); round++) {
      stepWriters();
      partitions.forEach(partition -> mirror.copy(partition, 50));
      mirror.copySchemas();
      stepReaders();
      clock.pass(Duration.ofMillis(50));
    }
  }

  private boolean atRest() {
    return writerRests
        && partitions.stream().allMatch(mirror::done)
        && partitions.stream().allMatch(this::applied);
  }

  private boolean applied(PartitionId partition) {
    return target.seen(partition)
        == traffic.expected(partition.number()).stream().mapToInt(List::size).sum();
  }

  /** Target equal to source, by documents; what was on the way there was judged at each commit. */
  void assertEqual() {
    for (PartitionId partition : partitions) {
      List<String> have =
          target.documents(traffic.table(partition.number())).values().stream()
              .map(row -> SimulatedTraffic.line(UPSERT, row))
              .sorted()
              .toList();
      List<String> want =
          traffic.rows(partition.number()).values().stream()
              .map(row -> SimulatedTraffic.line(UPSERT, row))
              .sorted()
              .toList();
      if (!have.equals(want)) {
        throw new AssertionError(
            newest(readers).stats() + ": " + partition + " has " + have + ", the source " + want);
      }
    }
  }

  private static final dev.doppio.schemas.change.Operation UPSERT =
      dev.doppio.schemas.change.Operation.READ;

  /** The reader's last word on its partitions. */
  List<PartitionStats> stats() {
    return newest(readers).stats();
  }

  private void happen() {
    switch (random.nextInt(24)) {
      case 0, 1, 2 -> traffic.transaction();
      case 3, 4, 5, 6 -> stepWriters();
      case 7, 8 -> mirror.copy(any(), 1 + random.nextInt(20));
      case 9 -> mirror.copySchemas();
      case 10 -> clock.pass(Duration.ofMillis(random.nextInt(3000)));
      case 11 -> rarely(10, traffic::alter);
      case 12 -> rarely(3, () -> source.idle(clock.instant()));
      case 13 -> rarely(8, () -> source.failAfter(random.nextInt(20)));
      case 14 -> rarely(6, () -> log.failNext(LOG_FAULTS[random.nextInt(LOG_FAULTS.length)]));
      case 15 ->
          rarely(4, () -> target.failNext(TARGET_FAULTS[random.nextInt(TARGET_FAULTS.length)]));
      case 16 -> rarely(8, () -> copy.failNext(1 + random.nextInt(3)));
      case 17 -> rarely(6, this::startWriter);
      case 18 -> rarely(5, this::startReader);
      default -> stepReaders();
    }
  }

  private void rarely(int in, Runnable action) {
    if (random.nextInt(in) == 0) {
      action.run();
    }
  }

  private PartitionId any() {
    return new PartitionId(SimulatedTraffic.DATABASE, random.nextInt(PARTITIONS));
  }

  /** The one before is not told: it finds out by itself, or was killed. */
  private void startWriter() {
    LogWriterConfig config =
        new LogWriterConfig(
            new Origin("dc1", "n1"),
            List.of(layout()),
            new CommitPolicy(Duration.ofMillis(100), 500, Duration.ofSeconds(1)),
            new RecordLimits(40 + random.nextInt(100), 1 << 16, random.nextInt(200)),
            Duration.ofSeconds(2),
            Duration.ZERO,
            random.nextBoolean() ? BeforeImage.KEY : BeforeImage.FULL);
    writers.add(new LogWriter(config, log, source, clock));
    forget(writers);
  }

  private static DatabaseLayout layout() {
    return new DatabaseLayout(
        SimulatedTraffic.DATABASE,
        PARTITIONS,
        PartitionMode.HASH,
        IntStream.range(0, PARTITIONS).boxed().toList(),
        java.util.Map.of(),
        SimulatedTraffic.pinned(PARTITIONS));
  }

  private void startReader() {
    LogReaderConfig config =
        new LogReaderConfig(
            new LogReaderConfig.Bound(4000, 4 + random.nextInt(40)),
            new LogReaderConfig.Batch(
                1 + random.nextInt(10), 2000, Duration.ofSeconds(1), Duration.ofSeconds(2)),
            new LogReaderConfig.Bound(1500, 1 + random.nextInt(8)),
            1 << 16,
            Duration.ofDays(1),
            LogReaderConfig.Timing.defaults());
    readers.add(new LogReader(copy, mirror::schema, target, partitions, config, clock));
    forget(readers);
  }

  /** Half of those that were replaced were killed; the others live on for a while. */
  private <T> void forget(List<T> all) {
    if (all.size() > 1 && (all.size() > 2 || random.nextBoolean())) {
      all.remove(0);
    }
  }

  private static <T> T newest(List<T> all) {
    return all.get(all.size() - 1);
  }

  private void stepWriters() {
    for (LogWriter writer : List.copyOf(writers)) {
      try {
        writerRests = writer.step().outcome() == Outcome.DRAINED;
      } catch (DoppioException e) {
        writerRests = false;
        writers.remove(writer);
      }
    }
    if (writers.isEmpty()) {
      startWriter();
    }
  }

  private void stepReaders() {
    for (LogReader reader : List.copyOf(readers)) {
      if (random.nextInt(3) > 0) {
        reader.step();
      }
      for (PartitionReader partition : reader.partitions()) {
        if (random.nextInt(3) > 0) {
          partition.step();
        }
      }
    }
  }

  /** True when a partition has stopped for an operator. */
  boolean stopped() {
    return stats().stream().anyMatch(stats -> stats.state() == State.STOPPED);
  }
}
