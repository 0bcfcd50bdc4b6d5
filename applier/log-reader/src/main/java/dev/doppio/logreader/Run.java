package dev.doppio.logreader;

import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where changes come from: one source transaction's part in one partition, or a chunk of a
 * snapshot. Two calls with the same {@code scn} bring parts of the same run.
 *
 * <p>{@link Scn#packed()} is a version for each of its documents, as a search index wants one: a
 * document stays in its partition, and there a later run has a higher SCN. Where a run changes a
 * document more than once, the last change counts. In another log ({@link
 * dev.doppio.schemas.log.Checkpoint#log}) SCNs begin anew.
 *
 * <p>A source transaction is put together again by {@code gtid}: it is complete when {@code
 * partitions} runs of it have come to their ends.
 *
 * @param scn the run's place in its partition
 * @param origin the datacenter and the storage node that wrote it
 * @param gtid of the source transaction; empty on a chunk of a snapshot, which belongs to none
 * @param nodeTransaction the storage node's own number of the source transaction, from 1, in the
 *     order of its commits; on a chunk of a snapshot the number of the last one before it. A number
 *     is missing where a transaction touched only partitions that the node does not master
 * @param sourceTime when it was committed, or read, by the source's clock; microseconds
 * @param partitions how many partitions the source transaction touched, from 1, those of all
 *     databases; present on the run's last changes and not before, as nobody knows it earlier
 */
public record Run(
    Scn scn,
    Origin origin,
    Optional<Gtid> gtid,
    long nodeTransaction,
    Instant sourceTime,
    OptionalInt partitions) {
  public Run {
    Objects.requireNonNull(scn);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(gtid);
    Objects.requireNonNull(sourceTime);
    if (nodeTransaction < 0 || partitions.isPresent() && partitions.getAsInt() < 1) {
      throw new IllegalArgumentException("not a run: " + scn + " of " + origin);
    }
  }

  /** True when these are the run's last changes. */
  public boolean ends() {
    return partitions.isPresent();
  }

  /** The same run, at its end. */
  Run ending(int touched) {
    return new Run(scn, origin, gtid, nodeTransaction, sourceTime, OptionalInt.of(touched));
  }
}
