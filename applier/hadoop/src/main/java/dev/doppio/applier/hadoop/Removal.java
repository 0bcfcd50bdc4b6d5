package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;

/**
 * Every document of a table that lies in a partition is gone from it.
 *
 * @param operation how, as the table of changes has it
 * @param table that they leave
 * @param partition whose documents
 * @param at the run that says so
 * @param time of the statement at the source
 * @param origin datacenter where the log is written first
 */
record Removal(
    Operation operation,
    TableName table,
    PartitionId partition,
    Scn at,
    Instant time,
    String origin) {
  /** Names in column {@code _operation}, beside those of changes of documents. */
  enum Operation {
    TRUNCATE,
    DROP,
    RENAME
  }
}
