package dev.doppio.simulation;

import dev.doppio.logwriter.BeforeImage;
import dev.doppio.logwriter.CommitPolicy;
import dev.doppio.logwriter.LogWriter;
import dev.doppio.logwriter.LogWriterConfig;
import dev.doppio.logwriter.Progress;
import dev.doppio.logwriter.RecordLimits;
import dev.doppio.logwriter.WritableLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.simulation.judge.Violation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** A sidecar's writer. */
final class WriterProcess extends Process {
  private final Stage stage;
  private final LogWriter writer;
  private final Set<FailureKind> mayEnd = EnumSet.of(FailureKind.FENCED);
  private boolean rests;

  WriterProcess(String name, Stage stage, WritableLog log, ChangeSource.Opener source) {
    super(name);
    this.stage = stage;
    this.writer =
        new LogWriter(
            config(stage.random),
            Wire.to(WritableLog.class, log, Peer.LOG, this, stage),
            Wire.to(ChangeSource.Opener.class, source, Peer.SOURCE, this, stage),
            stage.clock);
  }

  private static LogWriterConfig config(Random random) {
    return new LogWriterConfig(
        new Origin("dc1", "n1"),
        List.of(layout()),
        new CommitPolicy(Duration.ofMillis(100), 500, Duration.ofSeconds(1)),
        new RecordLimits(40 + random.nextInt(100), 1 << 16, random.nextInt(200)),
        Duration.ofSeconds(2),
        Duration.ZERO,
        random.nextBoolean() ? BeforeImage.KEY : BeforeImage.FULL);
  }

  private static DatabaseLayout layout() {
    List<Integer> owned = IntStream.range(0, Stage.OWNED).boxed().toList();
    return new DatabaseLayout(
        Stage.DATABASE, Stage.OWNED + 1, PartitionMode.HASH, owned, Map.of(), Traffic.pinned());
  }

  /** The log it knew is gone: it ends. */
  void lostItsLog() {
    mayEnd.add(FailureKind.LOG_REFUSED);
  }

  /** True when all that the source has is in the log, for all it knows. */
  boolean rests() {
    return rests;
  }

  @Override
  void act() {
    try {
      Progress progress = writer.step();
      rests = progress.outcome() == Progress.Outcome.DRAINED;
      progress.failure().ifPresent(f -> stage.tally.count("writer: tries again, " + f.kind()));
    } catch (DoppioException e) {
      stage.tally.count("writer: ends, " + e.kind());
      stage.trace.add(name(), "ends: ", e.getMessage());
      if (!mayEnd.contains(e.kind())) {
        throw new Violation("G8", name() + " ended: " + e.getMessage());
      }
      kill();
    }
  }

  @Override
  void ended() {
    rests = false;
  }
}
