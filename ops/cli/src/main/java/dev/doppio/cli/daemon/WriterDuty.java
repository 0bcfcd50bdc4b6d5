package dev.doppio.cli.daemon;

import dev.doppio.logwriter.LogWriter;
import dev.doppio.logwriter.Progress;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Steps a log writer; rests after a failure that may pass. */
final class WriterDuty implements Duty {
  private static final Logger LOG = LoggerFactory.getLogger(WriterDuty.class);

  /** A busy source may never be drained. */
  private static final Duration DRAIN_AT_MOST = Duration.ofSeconds(2);

  private final LogWriter writer;
  private final Patience patience;
  private final Clock clock;
  private final Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
  private Instant restUntil = Instant.MIN;
  private boolean hasRun;

  WriterDuty(LogWriter writer, Patience patience, Clock clock) {
    this.writer = writer;
    this.patience = patience;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "log-writer";
  }

  @Override
  public boolean step() {
    if (clock.instant().isBefore(restUntil)) {
      return false;
    }
    Progress progress = next();
    return switch (progress.outcome()) {
      case STARTED -> started();
      case WORKED, DRAINED -> {
        backoff.reset();
        yield true;
      }
      case RETRYING -> {
        failed(progress.failure().orElseThrow());
        yield false;
      }
    };
  }

  /** A refusal after the first start is none of a start: something may have been written. */
  private Progress next() {
    try {
      return writer.step();
    } catch (DoppioException e) {
      FailureKind kind = hasRun ? e.kind().inFlow() : e.kind();
      throw kind == e.kind() ? e : new DoppioException(kind, e.getMessage(), e);
    }
  }

  private boolean started() {
    hasRun = true;
    sayAtPosition(() -> LOG.info("log and source are open"));
    return true;
  }

  private void failed(DoppioException failure) {
    if (!hasRun && patience.endsWith(failure)) {
      throw failure;
    }
    Duration rest = backoff.next();
    restUntil = clock.instant().plus(rest);
    sayAtPosition(
        () ->
            LOG.warn(
                "{}; starting again from the log in {} ms", failure.getMessage(), rest.toMillis()));
  }

  /** With what the log has of the source as the line's place. */
  private void sayAtPosition(Runnable line) {
    writer.stats().position().ifPresent(at -> MDC.put("gtid", at.executed().toString()));
    line.run();
    MDC.remove("gtid");
  }

  /**
   * Takes what the source has ready, so that a planned stop leaves nothing behind; from a source
   * that never is drained, as much as ends with a commit.
   */
  @Override
  public void drain() {
    Instant enough = clock.instant().plus(DRAIN_AT_MOST);
    boolean done = false;
    while (!done && writer.stats().state() == LogWriter.State.RUNNING) {
      Progress.Outcome outcome = writer.step().outcome();
      done =
          outcome == Progress.Outcome.DRAINED
              || clock.instant().isAfter(enough) && writer.stats().uncommittedSince().isEmpty();
    }
  }
}
