package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Map;

/**
 * A partition's documents of a table under its next version: the source's rows changed without a
 * row event, as the table has another name, or a new column a value.
 *
 * @param partition whose documents
 * @param before the version that they are of, and the table that they are in
 * @param step to the version after
 * @param filled values of new columns, by their places in the version after
 * @param at the run that says so
 */
record Rewriting(
    PartitionId partition,
    TableVersion before,
    Evolution step,
    Map<Integer, Object> filled,
    Scn at) {
  Rewriting {
    filled = Map.copyOf(filled);
  }

  TableVersion after() {
    return step.after();
  }

  boolean moves() {
    return !before.name().equals(after().name());
  }
}
