package dev.doppio.cli.verify;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The log, followed since before anything was compared. Used by one thread. */
interface Log {
  /** Takes in what is new, and waits at most so long where nothing is. */
  void follow(Duration wait);

  /** The last position of the source's capture that is known. */
  Reached reached();

  /** The last run of a partition that was taken in as a whole. */
  Scn takenIn(PartitionId partition);

  /** The last of these that a replica has to apply: heartbeats it commits at its leisure. */
  Scn lastToApply(PartitionId partition);

  /**
   * True when a run behind this one has changed the document, or may have. What was forgotten is
   * not asked for.
   */
  boolean isTouchedBehind(Scn scn, DocumentPlace place);

  /**
   * True when a run behind these has changed a document of the table in some partition, or may
   * have.
   */
  boolean isTouchedBehind(Map<PartitionId, Scn> runs, TableName table);

  /** Rises with each change of a structure. */
  long structureChanges();

  /** Nobody asks for what is at these places or before them. */
  void forget(Map<PartitionId, Scn> places);

  /**
   * How far capture is: what is executed up to here is in the log, up to these runs; and what the
   * log has up to these runs is executed at the source.
   */
  record Reached(GtidSet executed, boolean hasPrepared, Map<PartitionId, Scn> runs) {
    public Reached {
      Objects.requireNonNull(executed);
      runs = Map.copyOf(runs);
    }

    /**
     * Of a partition.
     *
     * @throws DoppioException SOURCE_REFUSED when the node does not write it any more
     */
    Scn run(PartitionId partition) {
      return Optional.ofNullable(runs.get(partition))
          .orElseThrow(
              () ->
                  new DoppioException(
                      FailureKind.SOURCE_REFUSED,
                      partition
                          + " is no longer written by this storage node: begin again at its"
                          + " master"));
    }

    /**
     * Members of the set that are not in the log yet. A prepared XA transaction has no rows yet.
     */
    GtidSet lacks(GtidSet transactions) {
      return transactions.minus(hasPrepared ? executed.withoutHoles() : executed);
    }
  }
}
