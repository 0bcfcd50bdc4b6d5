package dev.doppio.logwriter;

import dev.doppio.logwriter.LogContents.Run;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.partition.Partitioner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** A writer between a source and a log in memory. */
final class WriterBench {
  static final Origin NODE = new Origin("dc1", "n1");
  static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  static final Documents SHOP = Documents.in("shop");

  final ManualClock clock = new ManualClock(START);
  final MemorySource source = new MemorySource(START);
  final MemoryLog log;
  LogWriterConfig config;
  LogWriter writer;

  private WriterBench(MemoryLog log, LogWriterConfig config) {
    this.log = log;
    configure(config);
  }

  /** Database {@code shop} over so many partitions, all of this node. */
  static WriterBench withPartitions(int partitions) {
    return with(layout(partitions, PartitionMode.HASH, IntStream.range(0, partitions).toArray()));
  }

  static WriterBench with(DatabaseLayout layout) {
    int[] next = {0};
    MemoryLog log = new MemoryLog(() -> new LogId(new UUID(7, next[0]++)));
    return on(log, layout);
  }

  static WriterBench on(MemoryLog log, DatabaseLayout layout) {
    return new WriterBench(
        log, LogWriterConfig.standard(log.candidate().origin(), List.of(layout)));
  }

  static DatabaseLayout layout(int partitions, PartitionMode mode, int... owned) {
    List<Integer> numbers = IntStream.of(owned).boxed().toList();
    return new DatabaseLayout("shop", partitions, mode, numbers, Map.of(), Map.of());
  }

  /** Another writer, with another configuration. */
  void configure(LogWriterConfig next) {
    config = next;
    restart();
  }

  WriterBench limits(RecordLimits limits) {
    configure(
        new LogWriterConfig(
            config.origin(),
            config.databases(),
            config.commit(),
            limits,
            config.heartbeatInterval(),
            config.idleWait(),
            config.before()));
    return this;
  }

  /** Another process of the same node. */
  void restart() {
    writer = new LogWriter(config, log, source, clock);
  }

  /** Steps until the source is drained. */
  void drain() {
    for (int i = 0; i < 1_000_000; i++) {
      if (writer.step().outcome() == Progress.Outcome.DRAINED) {
        return;
      }
    }
    throw new AssertionError("not drained after a million steps");
  }

  void step(int times) {
    IntStream.range(0, times).forEach(i -> writer.step());
  }

  /** Drains after a time in which nothing was due. */
  void drainAfter(Duration pause) {
    clock.advance(pause);
    drain();
  }

  PartitionId partition(int number) {
    return new PartitionId("shop", number);
  }

  PartitionId partitionOf(String member) {
    return new Partitioner(config.databases().get(0)).partitionOf(SHOP.row(member, 0, ""));
  }

  /** A member name whose documents lie in the partition. */
  String memberIn(int number) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "member" + i)
        .filter(name -> partitionOf(name).number() == number)
        .findFirst()
        .orElseThrow();
  }

  List<Run> runs(int number) {
    return new LogContents(log).runs(partition(number));
  }

  List<Run> runs(int number, RunKind kind) {
    return new LogContents(log).runs(partition(number), kind);
  }
}
