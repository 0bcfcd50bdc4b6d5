package dev.doppio.cli.daemon;

import dev.doppio.schemas.failure.DoppioException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a daemon meets servers that can't be reached: at start it tries for a bounded time and then
 * ends with the reason; once it has run, it tries for ever.
 */
final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Clock clock;
  private final StopSignal stop;
  private final Instant deadline;

  Patience(Clock clock, StopSignal stop, Duration startWait) {
    this.clock = clock;
    this.stop = stop;
    this.deadline = clock.instant().plus(startWait);
  }

  /** True when a start that failed in this way has to be given up. */
  boolean endsWith(DoppioException failure) {
    return !failure.kind().passesAtStart() || clock.instant().isAfter(deadline);
  }

  /**
   * Tries until it works.
   *
   * @return empty when a signal came first
   * @throws DoppioException the last failure, when waiting does not help or time is up
   */
  <T> Optional<T> insist(Supplier<T> attempt) {
    Backoff backoff = new Backoff(FIRST, LONGEST);
    while (!stop.isRequested()) {
      try {
        return Optional.of(attempt.get());
      } catch (DoppioException e) {
        if (endsWith(e)) {
          throw e;
        }
        LOG.warn("{}; trying again", e.getMessage());
        stop.await(backoff.next().toMillis());
      }
    }
    return Optional.empty();
  }
}
