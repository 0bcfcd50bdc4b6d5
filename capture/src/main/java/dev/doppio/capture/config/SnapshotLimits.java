package dev.doppio.capture.config;

import java.time.Duration;
import java.util.Objects;

/**
 * What a snapshot may take from a storage node that serves others at the same time.
 *
 * @param rowsPerSecond read at most so many; 0 for as many as go
 * @param maxLag no chunk is read while the stream is behind by more
 */
public record SnapshotLimits(int rowsPerSecond, Duration maxLag) {
  public SnapshotLimits {
    Objects.requireNonNull(maxLag);
    if (rowsPerSecond < 0 || maxLag.isNegative() || maxLag.isZero()) {
      throw new IllegalArgumentException(
          "a snapshot reads 0 rows a second, which is no limit, or more; its lag is above 0");
    }
  }

  /** As many rows as go, while the stream is at most 10 seconds behind. */
  public static SnapshotLimits standard() {
    return new SnapshotLimits(0, Duration.ofSeconds(10));
  }
}
