package dev.doppio.logreader;

import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One partition of a target. {@code TargetContract}, in this module's test-jar, asks what is
 * promised here.
 *
 * <p><b>Order of calls.</b> {@link #checkpoint()} once, then any number of {@link #begin()}, {@link
 * #rows}*, {@link #commit} or {@link #abort()}; {@link #schemaChanged} and {@link #isPassedOver}
 * come between two of these. A transaction of the target holds one run or several, each whole: it
 * never ends inside a source transaction, and its last {@code rows} has the end of a run. One
 * thread at a time calls, not always the same one; what one did is visible to the next.
 *
 * <p><b>What the implementer promises.</b> Nothing shows before commit. Commit stores the changes
 * and the checkpoint together, durably, and only while the partition is as this owner left it: the
 * checkpoint is compared and set in the very transaction that holds the changes. So a transaction
 * that comes again after a commit without an answer is told from one that is due, and an owner that
 * stood still can't write over its successor. Calls may block for as long as the target takes; a
 * call that could block for ever needs a time-out, and then fails.
 *
 * <p><b>Failures.</b> After an exception from any call only {@link #close()} comes, and the
 * partition is opened anew where it is tried again; the target then stands at its last commit. A
 * {@link dev.doppio.schemas.failure.DoppioException} says by its kind what follows:
 *
 * <ul>
 *   <li>TARGET_UNAVAILABLE: it may pass. The same runs come again, with back-off. Also where nobody
 *       knows whether a commit was done.
 *   <li>TARGET_REJECTED: these changes can't be applied, today or tomorrow. Where several runs were
 *       in the transaction they come again one by one; the partition stops right before the one
 *       that is rejected, for an operator. The others go on.
 *   <li>CHECKPOINT_LOST: another owner has the partition, and keeps it. This one stops there.
 *   <li>CHECKPOINT_REWOUND: an operator has set the checkpoint back, and nobody has taken the
 *       partition since. It is opened anew at once, and goes on from there.
 *   <li>TARGET_REFUSED: the target as a whole can't be used. The reader throws it, and the process
 *       has to end.
 * </ul>
 *
 * Any other exception is taken for a defect, INTERNAL, and thrown by the reader.
 */
public interface TargetPartition extends AutoCloseable {
  /** Where this partition of the target stands; empty when nothing was ever applied. */
  Optional<Checkpoint> checkpoint();

  /**
   * Starts a transaction of the target. May be followed by {@link #abort()} at once: so the reader
   * asks whether the partition is still its own before it stops for what it saw in the log.
   *
   * @throws dev.doppio.schemas.failure.DoppioException CHECKPOINT_LOST when the checkpoint at the
   *     target is no longer the one this owner left
   */
  void begin();

  /**
   * Changes of one run, in log order: the later of two changes of a document counts. A run comes
   * with one call, or with several where it is larger than {@code slice} of {@link
   * LogReaderConfig}; other runs never come in between. The lists are not changed later: they may
   * be kept.
   *
   * @param run where they come from; {@link Run#ends()} on the last call for this run and on no
   *     other
   * @param changes at most a slice; none at the end of a run that was cut right there
   */
  void rows(Run run, List<DocumentChange> changes);

  /**
   * The source's table has changed, outside any transaction of the target. What came before it is
   * committed, and a commit follows at once. Idempotent by the statement's id: every partition of
   * the table brings it, and each again when the commit after it fails. A target without tables has
   * three things to do: where {@code after} is empty the dropped table's documents go with it;
   * where it is a version of another table the documents of {@code before}'s are that one's from
   * here on, under keys that begin with its name; and new columns have the value of {@link
   * ControlRecord.SchemaChange#fills} in the documents that are there, where there is one.
   *
   * @param change the statement and its fingerprints
   * @param before the version before; empty for a new table
   * @param after the version after; empty for a dropped table, of another name for a renamed one
   * @param reach whether the statement speaks for all documents of the table that come here
   */
  void schemaChanged(
      ControlRecord.SchemaChange change,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      Reach reach);

  /**
   * Every document of a table that lies in this partition is gone, those of other partitions are
   * not: each brings it at its own place. The only call between begin and commit; a target removes
   * the documents in that very transaction. One that can't stops here.
   *
   * @param truncation the statement and by which rule documents are placed
   * @param version of the table
   * @param reach whether the statement speaks for all documents of the table that come here
   */
  default void truncated(ControlRecord.Truncation truncation, TableVersion version, Reach reach) {
    throw new DoppioException(
        FailureKind.TARGET_REJECTED,
        truncation.ddlId()
            + " removes all documents of "
            + truncation.table()
            + ", which this target can't follow; remove them by hand, and let the partition pass"
            + " this run");
  }

  /**
   * A snapshot of the table begins in the log, or has ended, outside any transaction of the target;
   * a commit follows at once. While it runs, a change may be of a document that is not here yet.
   * Idempotent, and to be remembered when the partition is opened anew. A target that takes any
   * change of any document has nothing to do.
   */
  default void snapshot(TableName table, boolean running) {}

  /**
   * Makes everything since begin visible, together with the checkpoint. There may have been no
   * rows: heartbeats move the checkpoint alone.
   *
   * @param checkpoint of this partition, beyond the last one; all of it comes back from {@link
   *     #checkpoint()}
   * @throws dev.doppio.schemas.failure.DoppioException CHECKPOINT_LOST when the checkpoint at the
   *     target is no longer the one this owner left; nothing was written then
   */
  void commit(Checkpoint checkpoint);

  /**
   * The source's clock at the last run that the next commit holds, or offer; called right before
   * it, inside the transaction. Heartbeats count, so it moves where nothing is written. For a
   * target that says up to when it is complete.
   */
  default void reached(Instant sourceTime) {}

  /** Present where commits may be left to the target; the same as long as the partition is open. */
  default Optional<Gathering> gathering() {
    return Optional.empty();
  }

  /**
   * True when an operator has recorded that the record at this offset, which is none of the log's,
   * is to be passed over; asked only where one stands in the way. A target without such a record
   * leaves it at false, and stops there.
   */
  default boolean isPassedOver(long offset) {
    return false;
  }

  /** Forgets everything since begin. */
  void abort();

  /** Idempotent; an open transaction is aborted. The last call, also after an exception. */
  @Override
  void close();
}
