package dev.doppio.logreader;

import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A reader over a log and a target in memory, stepped by hand. */
final class ReaderRig {
  static final PartitionId P0 = new PartitionId("shop", 0);
  static final PartitionId P1 = new PartitionId("shop", 1);

  /** Small bounds, so that few records reach them: 40 ahead, slices of 4, 6 rows a batch. */
  static final LogReaderConfig SMALL =
      new LogReaderConfig(
          new LogReaderConfig.Bound(1 << 20, 40),
          new LogReaderConfig.Batch(6, 1 << 20, Duration.ofSeconds(1), Duration.ofSeconds(5)),
          new LogReaderConfig.Bound(1 << 16, 4),
          10_000,
          Duration.ofSeconds(30),
          LogReaderConfig.Timing.defaults());

  final LogCopy copy = new LogCopy(7);
  final MemoryTarget target;
  final ManualClock clock = new ManualClock();
  final SchemaLookup schemas;
  private final Set<PartitionId> partitions = new HashSet<>(Set.of(P0));
  private StartPlace place = new StartPlace.FromCheckpoint();
  private boolean shared;
  private LogReader reader;

  ReaderRig() {
    this(new MemoryTarget(), Runs::schemas);
  }

  ReaderRig(MemoryTarget target, SchemaLookup schemas) {
    this.target = target;
    this.schemas = schemas;
    restart(SMALL);
  }

  ReaderRig alsoReading(PartitionId partition) {
    partitions.add(partition);
    restart(SMALL);
    return this;
  }

  /** The copy's group decides from now on which partitions are read. */
  ReaderRig shared() {
    shared = true;
    restart(SMALL);
    return this;
  }

  /** Where a partition without checkpoint begins from now on. */
  ReaderRig from(StartPlace start) {
    place = start;
    restart(SMALL);
    return this;
  }

  /** Ends the reader as a kill would, and makes another. */
  void restart(LogReaderConfig config) {
    if (reader != null) {
      reader.close();
    }
    ReadPlan all = ReadPlan.all(partitions).from(partition -> place);
    ReadPlan plan = shared ? all.shared() : all;
    reader = new LogReader(copy, schemas, target, plan, config, clock);
  }

  LogReader reader() {
    return reader;
  }

  void log(List<LogRecord> records) {
    copy.append(P0, records);
  }

  /** Steps everybody until nobody has anything to do at this time. */
  void settle() {
    int idle = 0;
    for (int i = 0; i < 10_000 && idle < 3; i++) {
      boolean worked = reader.step();
      for (PartitionReader partition : reader.partitions()) {
        worked |= partition.step();
      }
      idle = worked ? 0 : idle + 1;
    }
    if (idle < 3) {
      throw new AssertionError("the reader does not come to rest: " + reader.stats());
    }
  }

  void settleAfter(Duration pause) {
    clock.pass(pause);
    settle();
  }

  PartitionStats stats() {
    return stats(P0);
  }

  PartitionStats stats(PartitionId partition) {
    return reader.stats().stream()
        .filter(stats -> stats.partition().equals(partition))
        .findFirst()
        .orElseThrow();
  }

  /** Bodies of the notes at the target, by id. */
  List<String> bodies() {
    Collection<Row> rows = target.documents(Notes.FIRST.name()).values();
    return rows.stream()
        .sorted(java.util.Comparator.comparing(row -> (Long) row.values()[0]))
        .map(row -> (String) row.values()[1])
        .collect(Collectors.toList());
  }

  /** SCNs of the target's commits, in order. */
  List<String> commits() {
    return target.journal().stream().map(c -> c.checkpoint().scn().toString()).toList();
  }
}
