package dev.doppio.logreader;

import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.Checkpoint;
import java.util.List;
import java.util.Optional;

/**
 * One partition of a target. One thread calls it. The order of calls is {@link #checkpoint()} once,
 * then any number of {@link #begin()}, {@link #rows}*, {@link #commit} or {@link #abort()}; {@link
 * #schemaChanged} comes between two of these. Nothing shows at the target before commit, and what
 * commit shows includes the checkpoint. After any exception the reader closes it and opens it anew;
 * the target then stands at its last commit.
 *
 * <p>Failures are {@link dev.doppio.schemas.failure.DoppioException}s: TARGET_UNAVAILABLE is tried
 * again, TARGET_REJECTED stops this partition only, and so does CHECKPOINT_LOST: whoever has taken
 * the partition keeps it.
 */
public interface TargetPartition extends AutoCloseable {
  /** Where this partition of the target stands; empty when nothing was ever applied. */
  Optional<Checkpoint> checkpoint();

  /**
   * Starts a transaction of the target.
   *
   * @throws dev.doppio.schemas.failure.DoppioException CHECKPOINT_LOST when the checkpoint at the
   *     target is no longer the one this owner left: somebody else took the partition
   */
  void begin();

  /** Changes in log order; may be called often in one transaction. */
  void rows(List<DocumentChange> changes);

  /**
   * The source's table has changed, outside any transaction of the target. Idempotent by the
   * statement's id: every partition of the table brings it.
   *
   * @param change the statement and its fingerprints
   * @param before the version before; empty for a new table
   * @param after the version after; empty for a dropped table
   * @param reach whether the statement speaks for all documents of the table that come here
   */
  void schemaChanged(
      ControlRecord.SchemaChange change,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      Reach reach);

  /** Makes everything since begin visible, together with the checkpoint. */
  void commit(Checkpoint checkpoint);

  /**
   * True when an operator has recorded that the record at this offset, which is none of the log's,
   * is to be passed over; asked only where one stands in the way.
   */
  default boolean isPassedOver(long offset) {
    return false;
  }

  /** Forgets everything since begin. */
  void abort();

  /** Idempotent; an open transaction is aborted. */
  @Override
  void close();
}
