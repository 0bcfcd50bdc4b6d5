package dev.doppio.capture.snapshot;

import dev.doppio.capture.config.SnapshotLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** When the next chunk may be read: by rows a second, and while capture keeps up. */
final class SnapshotPace {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final SnapshotLimits limits;
  private final InstantSource clock;
  private Instant next = Instant.MIN;
  private Instant behindSince = Instant.MAX;
  private Instant asked = Instant.MIN;

  SnapshotPace(SnapshotLimits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** The stream has told a transaction. */
  void told(Instant committedAt) {
    behindSince = committedAt;
  }

  /** The stream is drained. */
  void drained() {
    behindSince = Instant.MAX;
  }

  /** So many rows went to the log. */
  void spent(int rows) {
    Instant now = now();
    Instant from = next.isBefore(now) ? now : next;
    next = limits.rowsPerSecond() == 0 ? now : from.plusNanos(nanos(rows));
  }

  private long nanos(int rows) {
    return rows * 1_000_000_000L / limits.rowsPerSecond();
  }

  /** A chunk could not be read. */
  void rest() {
    next = now().plus(PAUSE);
  }

  Instant now() {
    return clock.instant();
  }

  /** Whoever waits asks the server what it waits for once a second. */
  boolean mayAsk() {
    boolean may = asked.isBefore(now().minus(PAUSE));
    asked = may ? now() : asked;
    return may;
  }

  boolean isDue() {
    Instant now = now();
    return !now.isBefore(next) && !behindSince.isBefore(now.minus(limits.maxLag()));
  }
}
