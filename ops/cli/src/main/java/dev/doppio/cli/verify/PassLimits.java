package dev.doppio.cli.verify;

import dev.doppio.schemas.log.PartitionId;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a pass may take.
 *
 * @param partitions whose documents are compared
 * @param whole true when stretches may be compared as a whole: the replica can, and no document of
 *     the tables lies in another partition
 * @param rows of a stretch
 * @param patience how long the replica may take to reach a place
 * @param settle how long documents that are written all the time are looked at again in the end
 */
record PassLimits(
    SortedSet<PartitionId> partitions,
    boolean whole,
    int rows,
    Duration patience,
    Duration settle) {
  PassLimits {
    partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
    Objects.requireNonNull(patience);
    Objects.requireNonNull(settle);
    if (rows < 1) {
      throw new IllegalArgumentException("a stretch of " + rows + " rows");
    }
  }
}
