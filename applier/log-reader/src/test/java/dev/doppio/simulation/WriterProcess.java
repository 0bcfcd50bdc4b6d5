package dev.doppio.simulation;

import dev.doppio.logwriter.BeforeImage;
import dev.doppio.logwriter.CommitPolicy;
import dev.doppio.logwriter.LogWriter;
import dev.doppio.logwriter.LogWriter.State;
import dev.doppio.logwriter.LogWriterConfig;
import dev.doppio.logwriter.Progress;
import dev.doppio.logwriter.RecordLimits;
import dev.doppio.logwriter.WritableLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.simulation.judge.Violation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/** A sidecar's writer. */
final class WriterProcess extends Process {
  private final Stage stage;
  private final boolean apart;
  private final LogWriter writer;
  private final Set<FailureKind> mayEnd = EnumSet.of(FailureKind.FENCED);
  private boolean rests;

  /**
   * @param apart true when others may do anything in the middle of its starts
   */
  WriterProcess(String name, Stage stage, Node node, boolean apart) {
    super(name);
    this.stage = stage;
    this.apart = apart;
    this.writer =
        new LogWriter(
            config(node, stage.random),
            Wire.to(WritableLog.class, node.log(), Peer.LOG, this, stage),
            Wire.to(ChangeSource.Opener.class, node.source(), Peer.SOURCE, this, stage),
            stage.clock);
  }

  private static LogWriterConfig config(Node node, Random random) {
    return new LogWriterConfig(
        node.origin(),
        node.databases(),
        new CommitPolicy(Duration.ofMillis(100), 500, Duration.ofSeconds(1)),
        new RecordLimits(40 + random.nextInt(100), 1 << 16, random.nextInt(200)),
        Duration.ofSeconds(2),
        Duration.ZERO,
        random.nextBoolean() ? BeforeImage.KEY : BeforeImage.FULL);
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
  boolean isApart() {
    return apart && writer.stats().state() == State.STARTING;
  }

  @Override
  void act() {
    try {
      Progress progress = writer.step();
      rests = progress.outcome() == Progress.Outcome.DRAINED;
      progress.failure().ifPresent(this::note);
    } catch (DoppioException e) {
      stage.tally.count("writer: ends, " + e.kind());
      stage.trace.add(name(), "ends: ", e.getMessage());
      if (!mayEnd.contains(e.kind())) {
        throw new Violation("G8", name() + " ended: " + e.getMessage());
      }
      kill();
    }
  }

  private void note(DoppioException failure) {
    stage.tally.count("writer: tries again, " + failure.kind());
    if (failure.getMessage().contains("another node fenced")) {
      stage.tally.count("writer: fenced by another node");
    }
  }

  @Override
  void ended() {
    rests = false;
  }
}
