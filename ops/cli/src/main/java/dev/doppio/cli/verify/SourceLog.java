package dev.doppio.cli.verify;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Map;
import java.util.TreeMap;

/**
 * The log that the source writes, and a replica has to be of.
 *
 * @param id which it is
 */
record SourceLog(LogId id) {
  /**
   * Places of it.
   *
   * @throws DoppioException LOG_REPLACED when one is of another log
   */
  Map<PartitionId, Scn> places(Map<PartitionId, Checkpoint> checkpoints) {
    Map<PartitionId, Scn> scns = new TreeMap<>();
    checkpoints.forEach(
        (partition, at) -> {
          if (!at.log().equals(id)) {
            throw new DoppioException(
                FailureKind.LOG_REPLACED,
                partition
                    + " at the replica stands in log "
                    + at.log()
                    + ", the source writes log "
                    + id
                    + ": the topic was made anew; load the replica anew from it");
          }
          scns.put(partition, at.scn());
        });
    return scns;
  }
}
