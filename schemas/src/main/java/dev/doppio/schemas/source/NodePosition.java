package dev.doppio.schemas.source;

import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Map;
import java.util.Objects;

/**
 * Value of {@code doppio.positions.<node>}: where a storage node's capture stands, written in the
 * same Kafka transaction as the records it covers.
 *
 * @param source resume capture after this
 * @param nodeTransaction the node's dense number of its last source transaction
 * @param logs identity of each database's log
 * @param partitions last SCN of each partition the node masters: a hint, the log itself decides
 */
public record NodePosition(
    SourcePosition source,
    long nodeTransaction,
    Map<String, LogId> logs,
    Map<PartitionId, Scn> partitions) {
  public NodePosition {
    Objects.requireNonNull(source);
    logs = Map.copyOf(logs);
    partitions = Map.copyOf(partitions);
  }
}
