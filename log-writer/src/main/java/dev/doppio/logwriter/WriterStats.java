package dev.doppio.logwriter;

import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.schemas.source.TableSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the writer did since it was made, over all restarts, and where it stands. Only what is
 * committed counts, except where said otherwise; a commit that was done but whose answer was lost
 * is not counted. Empty means unknown.
 *
 * @param state of the writer
 * @param transactions source transactions, each once however many partitions it touched
 * @param rows document changes
 * @param bytes of keys and values
 * @param commits of the log, those of a position alone included
 * @param orphans rows of partitions this node does not own
 * @param retries failures after which it started again from the log
 * @param position where capture stands by the last commit
 * @param partitions last run of each owned partition by the last commit
 * @param sourceTime the source's time of the last committed transaction or heartbeat
 * @param snapshots of tables, that are not complete
 * @param uncommittedTransactions taken from the source since the last commit: the writer's part of
 *     the loss window
 * @param uncommittedSince the writer's clock when the oldest of these was taken
 */
public record WriterStats(
    LogWriter.State state,
    long transactions,
    long rows,
    long bytes,
    long commits,
    long orphans,
    long retries,
    Optional<SourcePosition> position,
    Map<PartitionId, Scn> partitions,
    Optional<Instant> sourceTime,
    List<TableSnapshot> snapshots,
    long uncommittedTransactions,
    Optional<Instant> uncommittedSince) {
  public WriterStats {
    partitions = Map.copyOf(partitions);
    snapshots = List.copyOf(snapshots);
  }
}
