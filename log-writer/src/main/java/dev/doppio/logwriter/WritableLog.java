package dev.doppio.logwriter;

import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.source.NodePosition;
import java.util.Optional;
import org.apache.avro.Schema;

/** The log as one storage node's writer sees it; the only calls of the writer that block. */
public interface WritableLog {
  /**
   * Starts a session. When it returns, no earlier session of this node can write any more, and
   * whatever such a session had in flight has ended, committed or aborted.
   *
   * @throws dev.doppio.schemas.failure.DoppioException LOG_UNAVAILABLE, LOG_REFUSED
   */
  Session open();

  /** One life of the writer. Used by one thread. After any exception only close is allowed. */
  interface Session extends AutoCloseable {
    /**
     * Identity of a database's log, the same for every node that writes it; another one when the
     * log was deleted and made again.
     */
    LogId logId(String database);

    /**
     * The last committed record of the partition, found in the log itself; empty in a new log. All
     * that was committed before this session opened counts; what it commits itself may show late.
     */
    Optional<LogRecord> last(PartitionId partition);

    /** The node's last committed position, as exact as {@link #last}. */
    Optional<NodePosition> position();

    /**
     * Makes the schema of documents, or of the envelope around them, known to readers under its
     * fingerprint; returns when acknowledged. Outside transactions; idempotent.
     */
    void publish(Schema schema);

    /** Opens a transaction. */
    void begin();

    /** Adds a record; may buffer. */
    void append(PartitionId partition, LogRecord record);

    /** Adds a row of a partition the node does not own to the node's orphans; may buffer. */
    void orphan(Orphan orphan);

    /** Sets the node's position, in the same transaction. */
    void position(NodePosition position);

    /**
     * Commits.
     *
     * @throws dev.doppio.schemas.failure.DoppioException FENCED when a later session exists,
     *     LOG_UNAVAILABLE when the outcome is an abort or unknown: only the log can tell
     */
    void commit();

    /** Gives up the open transaction: none of its records is ever visible. */
    void abort();

    /** Ends the session; idempotent; an open transaction is aborted, now or by its time-out. */
    @Override
    void close();
  }
}
