package dev.doppio.schemas.source;

import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.List;
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
 * @param hashed of each database in mode OWNED the partitions its documents are hashed over,
 *     whoever masters them
 */
public record NodePosition(
    SourcePosition source,
    long nodeTransaction,
    Map<String, LogId> logs,
    Map<PartitionId, Scn> partitions,
    Map<String, List<Integer>> hashed) {
  public NodePosition {
    Objects.requireNonNull(source);
    logs = Map.copyOf(logs);
    partitions = Map.copyOf(partitions);
    hashed = Map.copyOf(hashed);
  }

  /** A position of a node without databases in mode OWNED. */
  public NodePosition(
      SourcePosition source,
      long nodeTransaction,
      Map<String, LogId> logs,
      Map<PartitionId, Scn> partitions) {
    this(source, nodeTransaction, logs, partitions, Map.of());
  }
}
