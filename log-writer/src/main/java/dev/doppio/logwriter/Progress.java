package dev.doppio.logwriter;

import dev.doppio.schemas.failure.DoppioException;
import java.util.Optional;

/**
 * What a step did; whoever calls {@link LogWriter#step()} decides by it when to call again.
 *
 * @param outcome what happened
 * @param failure present on {@link Outcome#RETRYING}
 */
public record Progress(Outcome outcome, Optional<DoppioException> failure) {
  /** Each with what the caller does next. */
  public enum Outcome {
    /** The log and the source are open; go on. */
    STARTED,
    /** Something is under way; go on. */
    WORKED,
    /**
     * The source had nothing for {@link LogWriterConfig#idleWait()}; go on, a good time to stop.
     */
    DRAINED,
    /** Failed and closed everything; back off, then go on: the next step starts from the log. */
    RETRYING
  }

  public Progress {
    if ((outcome == Outcome.RETRYING) != failure.isPresent()) {
      throw new IllegalArgumentException("a failure goes with a retry");
    }
  }

  static Progress of(Outcome outcome) {
    return new Progress(outcome, Optional.empty());
  }

  static Progress retrying(DoppioException failure) {
    return new Progress(Outcome.RETRYING, Optional.of(failure));
  }
}
