package dev.doppio.schemas.source;

import java.time.Duration;
import java.util.Optional;

/**
 * A storage node's committed transactions from a position on. One thread calls it. After any
 * failure the caller closes it and opens another from where the log stands.
 */
public interface ChangeSource extends AutoCloseable {
  /**
   * The next event.
   *
   * @param wait at most this long; zero returns at once
   * @return empty when the source is drained for now
   * @throws dev.doppio.schemas.failure.DoppioException SOURCE_UNAVAILABLE when the connection is
   *     lost, SOURCE_REFUSED or SOURCE_UNSUPPORTED when an operator has to act
   */
  Optional<SourceEvent> poll(Duration wait);

  /**
   * Asks for a snapshot of a table, beside what streams; one that this source or the log knows
   * already is passed over.
   */
  void snapshot(SnapshotRequest request);

  /** Ends the connection; idempotent. */
  @Override
  void close();

  /** Opens sources; the sidecar's door to {@code capture}. */
  interface Opener {
    /**
     * @param after what the log remembers; empty on the first start, which begins with a snapshot
     *     of the captured tables
     */
    ChangeSource open(Optional<Resume> after);
  }
}
