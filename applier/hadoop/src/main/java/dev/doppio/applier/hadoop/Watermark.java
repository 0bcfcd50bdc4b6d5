package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Up to where the tables of a document table are complete.
 *
 * @param table the document table
 * @param complete everything that the source committed before it is there, by the source's clock;
 *     empty while a partition has not told a time
 * @param partitions the last run of each that is there
 * @param snapshot id of the current state's snapshot that holds all of it; empty without rows
 */
public record Watermark(
    TableName table,
    Optional<Instant> complete,
    SortedMap<PartitionId, Scn> partitions,
    Optional<Long> snapshot) {
  public Watermark {
    Objects.requireNonNull(table);
    Objects.requireNonNull(complete);
    Objects.requireNonNull(partitions);
    Objects.requireNonNull(snapshot);
  }
}
