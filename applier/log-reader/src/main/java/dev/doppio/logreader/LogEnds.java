package dev.doppio.logreader;

import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logreader.PartitionStats.LogEnd;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Place;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the log ends: for a partition that was read to its end the last record handed over, for one
 * that lags behind a probe of the last record, so that the lag is told by the log's own counts and
 * clock. Used by the log reader's thread.
 */
final class LogEnds {
  /**
   * Probes of lagging partitions per round, a few milliseconds each; the others wait their turn.
   */
  private static final int PROBED_PER_ROUND = 16;

  private final SourceTimes times;
  private final Clock clock;
  private final Map<PartitionId, Known> newest = new HashMap<>();
  private Instant lastRound = Instant.MIN;
  private int probedThisRound;

  /** The newest record known; {@code end} is the log's end at its probe, 0 without one. */
  private record Known(long offset, Place place, Optional<Instant> sourceTime, long end) {
    boolean isLastBefore(long now) {
      return end == now || offset + 1 >= now;
    }
  }

  LogEnds(SchemaLookup schemas, Clock clock) {
    this.times = new SourceTimes(schemas);
    this.clock = clock;
  }

  /** True once per interval, and after {@link #reset}. */
  boolean due(Duration interval) {
    Instant now = clock.instant();
    if (now.isBefore(lastRound.plus(interval))) {
      return false;
    }
    lastRound = now;
    probedThisRound = 0;
    return true;
  }

  /** The source is another one now. */
  void reset() {
    lastRound = Instant.MIN;
    newest.clear();
  }

  /** The partition is read elsewhere from now on. */
  void forget(PartitionId partition) {
    newest.remove(partition);
  }

  /** The last record of a poll; one that does not read stops its partition elsewhere. */
  void handedOver(Entry entry) {
    Known before = newest.get(entry.partition());
    if (before == null || before.offset() < entry.offset()) {
      try {
        Known known = new Known(entry.offset(), entry.place(), Optional.empty(), 0);
        newest.put(entry.partition(), known);
      } catch (DoppioException e) {
        newest.remove(entry.partition());
      }
    }
  }

  /** The partition's end; empty when it has no records, or when it has to wait for its turn. */
  Optional<LogEnd> find(LogSource log, PartitionId partition, Bounds bounds, boolean caughtUp) {
    Known known = newest.get(partition);
    if (known != null && (caughtUp || known.isLastBefore(bounds.end()))) {
      return Optional.of(end(known, bounds, clock.instant()));
    }
    if (bounds.begin() == bounds.end() || probedThisRound >= PROBED_PER_ROUND) {
      return Optional.empty();
    }
    probedThisRound++;
    try {
      return new ScnSearch(log, partition, bounds).last().map(entry -> probed(entry, bounds));
    } catch (DoppioException e) {
      return unreadable(e);
    }
  }

  private LogEnd probed(Entry entry, Bounds bounds) {
    Known known = new Known(entry.offset(), entry.place(), times.of(entry), bounds.end());
    newest.put(entry.partition(), known);
    return end(known, bounds, clock.instant());
  }

  private static LogEnd end(Known known, Bounds bounds, Instant now) {
    return new LogEnd(
        bounds.end(), known.place().scn(), known.place().transactions(), known.sourceTime(), now);
  }

  private static <T> Optional<T> unreadable(DoppioException e) {
    return switch (e.kind().reaction()) {
      case STOP_PARTITION -> Optional.empty();
      case RETRY, EXIT -> throw e;
    };
  }
}
