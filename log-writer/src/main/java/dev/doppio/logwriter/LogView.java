package dev.doppio.logwriter;

import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.source.NodePosition;
import java.util.Optional;

/** What is committed in the log, and who masters it. Looking fences nobody. Used by one thread. */
public interface LogView extends AutoCloseable {
  /**
   * Identity of a database's log, the same for every node that writes it; another one when the log
   * was deleted and made again.
   */
  LogId logId(String database);

  /**
   * The last committed record of the partition, found in the log itself; empty in a new log. What
   * is neither committed nor aborted yet is waited for, so all that anybody had written before the
   * call is decided.
   *
   * @throws dev.doppio.schemas.failure.DoppioException LOG_UNAVAILABLE when it stays undecided
   */
  Optional<LogRecord> last(PartitionId partition);

  /** The last record that a reader sees at once; a later one may be about to show. */
  Optional<LogRecord> lastVisible(PartitionId partition);

  /** The last position of a node that a reader sees at once. */
  Optional<NodePosition> position(String node);

  /** Who masters which partition; closed with this view. */
  Ledger ledger();

  /** Idempotent. */
  @Override
  void close();
}
