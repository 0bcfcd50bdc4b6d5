package dev.doppio.simulation;

import dev.doppio.logreader.LogCopy;
import dev.doppio.logreader.LogReader;
import dev.doppio.logreader.LogReaderConfig;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.PartitionReader;
import dev.doppio.logreader.PartitionStats;
import dev.doppio.logreader.PartitionStats.Counts;
import dev.doppio.logreader.PartitionStats.State;
import dev.doppio.logreader.Target;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** An applier: a reader of one copy of the log that feeds the one target there is. */
final class ReaderProcess extends Process {
  private final Stage stage;
  private final Cluster cluster;
  private final JudgedTarget target;
  private final LogReader reader;
  private final List<PartitionReader> partitions;
  private final Set<PartitionId> stopped = new HashSet<>();
  private boolean worked;
  private boolean alone;

  ReaderProcess(String name, Stage stage, Cluster cluster, JudgedTarget target) {
    super(name);
    this.stage = stage;
    this.cluster = cluster;
    this.target = target;
    LogSource.Opener copy = new LogCopy(cluster.broker(), 2 + stage.random.nextInt(12));
    this.reader =
        new LogReader(
            Wire.to(LogSource.Opener.class, copy, Peer.LOG, this, stage),
            Wire.to(SchemaLookup.class, cluster::find, Peer.LOG, this, stage),
            Wire.to(Target.class, target, Peer.TARGET, this, stage),
            new HashSet<>(Cluster.partitions()),
            config(stage.random),
            stage.clock);
    this.partitions = reader.partitions();
  }

  private static LogReaderConfig config(Random random) {
    return new LogReaderConfig(
        new LogReaderConfig.Bound(4000, 4 + random.nextInt(40)),
        new LogReaderConfig.Batch(
            1 + random.nextInt(10), 2000, Duration.ofSeconds(1), Duration.ofSeconds(2)),
        new LogReaderConfig.Bound(1500, 1 + random.nextInt(8)),
        1 << 16,
        Duration.ofMinutes(10),
        LogReaderConfig.Timing.defaults());
  }

  Cluster cluster() {
    return cluster;
  }

  /** True when the last step found something to do. */
  boolean worked() {
    return worked;
  }

  boolean hasStopped(PartitionId partition) {
    return stopped.contains(partition);
  }

  @Override
  void act() {
    worked = stage.random.nextInt(3) > 0 && reader.step();
    for (PartitionReader partition : partitions) {
      if (stage.random.nextInt(3) > 0) {
        worked |= partition.step();
      }
    }
    if (!worked) {
      reader.stats().forEach(this::note);
    }
  }

  private void note(PartitionStats stats) {
    if (stats.state() == State.AWAITING_SCHEMA) {
      stage.tally.count("reader: waits for a schema");
    }
    if (stats.state() == State.STOPPED && stopped.add(stats.partition())) {
      stopped(stats);
    } else {
      stats.failure().ifPresent(f -> stage.tally.count("reader: meets " + f.kind()));
    }
  }

  /** One that has lost its partition to another reader may see things that are no more. */
  private void stopped(PartitionStats stats) {
    PartitionStats.Failure failure = stats.failure().orElseThrow();
    stage.trace.add(name(), "stops:", failure.message());
    boolean lost =
        failure.kind() == FailureKind.CHECKPOINT_LOST
            || !stats.checkpoint().equals(target.checkpoint(stats.partition()));
    if (lost && !alone) {
      stage.tally.count("reader: stops after another one took over, " + failure.kind());
    } else {
      stage.tally.count("reader: stops, " + failure.kind());
      cluster.stopped(stats.partition(), failure.kind(), failure.message());
    }
  }

  /** Nobody else feeds the target. */
  ReaderProcess alone() {
    alone = true;
    return this;
  }

  @Override
  public String toString() {
    return reader.stats().stream()
        .map(
            stats ->
                stats.partition()
                    + " is "
                    + stats.state()
                    + " at "
                    + stats.checkpoint().map(c -> c.log() + " " + c.scn()).orElse("nothing")
                    + ", the end is "
                    + stats.end().map(end -> end.scn().toString()).orElse("unknown"))
        .collect(Collectors.joining("; "));
  }

  @Override
  void ended() {
    for (PartitionStats stats : reader.stats()) {
      Counts counts = stats.counts();
      stage.tally.count("reader: repeats dropped", counts.repeats());
      stage.tally.count("reader: zombies dropped", counts.zombies());
      stage.tally.count("reader: runs begun anew", counts.voidRuns());
      stage.tally.count("reader: transactions applied", counts.transactions());
      stage.tally.count("reader: commits", counts.commits());
      stage.tally.count("reader: places sought", counts.starts());
    }
  }
}
