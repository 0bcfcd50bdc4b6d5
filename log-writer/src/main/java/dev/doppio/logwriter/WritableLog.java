package dev.doppio.logwriter;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /**
   * Looks at the log, and takes no part in it.
   *
   * @throws dev.doppio.schemas.failure.DoppioException LOG_UNAVAILABLE, LOG_REFUSED
   */
  LogView view();

  /** The node as it writes itself into the ledger. */
  LedgerEntry.Candidate candidate();

  /** One life of the writer. Used by one thread. After any exception only close is allowed. */
  interface Session extends LogView {
    /** The node's last committed position: all that its earlier sessions committed counts. */
    Optional<NodePosition> position();

    /** Structures of the node's captured tables at that position. */
    Map<TableName, TableVersion> tables();

    /** How far snapshots of the node's tables are at that position. */
    List<TableSnapshot> snapshots();

    /** The last request for a snapshot of each table, as a reader sees them at once. */
    List<SnapshotRequest> requests();

    /**
     * Ends the right to write of other nodes' producers. When it returns, none of them can write
     * any more to any partition before it has opened another session, and whatever they had in
     * flight has ended, committed or aborted.
     *
     * @throws dev.doppio.schemas.failure.DoppioException LOG_UNAVAILABLE when that is not sure
     */
    void fence(Set<String> transactionalIds);

    /**
     * Makes the schema of documents, or of the envelope around them, known to readers under its
     * fingerprint; returns when acknowledged. Outside transactions; idempotent.
     */
    void publish(Schema schema);

    /**
     * Asks before the first row of a large source transaction.
     *
     * @param bytes that it takes in the binlog
     * @return false when a transaction of this session would be given up for its age before it held
     *     that much; one of the next session will not
     */
    boolean admits(long bytes);

    /** Opens a transaction. */
    void begin();

    /** Adds a record; may buffer. */
    void append(PartitionId partition, LogRecord record);

    /** Adds a row of a partition the node does not own to the node's orphans; may buffer. */
    void orphan(Orphan orphan);

    /** Sets the node's position, in the same transaction. */
    void position(NodePosition position);

    /** Sets, or forgets, the structure of a captured table, in the same transaction. */
    void table(TableName table, Optional<TableVersion> version);

    /** Sets how far the snapshot of a table is, in the same transaction. */
    void snapshot(TableSnapshot snapshot);

    /**
     * Commits.
     *
     * @throws dev.doppio.schemas.failure.DoppioException FENCED when a later session of the node
     *     exists, LOG_UNAVAILABLE when another node fenced this one, or when the outcome is an
     *     abort or unknown: only ledger and log can tell
     */
    void commit();

    /** Gives up the open transaction: none of its records is ever visible. */
    void abort();

    /** Ends the session; idempotent; an open transaction is aborted, now or by its time-out. */
    @Override
    void close();
  }
}
