package dev.doppio.schemas.source;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.time.Duration;
import java.util.Map;
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

  /** Ends the connection; idempotent. */
  @Override
  void close();

  /** Opens sources; the sidecar's door to {@code capture}. */
  interface Opener {
    /**
     * @param after resume after this position; empty on the first start, which begins with a
     *     snapshot of the captured tables
     * @param tables structures of captured tables at this position, as {@link
     *     SourceEvent.TableSeen} and {@link SourceEvent.SchemaChanged} have told them; empty on the
     *     first start
     */
    ChangeSource open(Optional<SourcePosition> after, Map<TableName, TableVersion> tables);
  }
}
