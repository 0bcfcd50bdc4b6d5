package dev.doppio.logreader;

import dev.doppio.schemas.log.PartitionId;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * What a reader reads, and where a partition without checkpoint begins.
 *
 * @param partitions all of them, or the ones that are shared out
 * @param assignment whether this reader has them to itself
 * @param start asked once for each partition that is given to this reader
 */
public record ReadPlan(
    Set<PartitionId> partitions, Assignment assignment, Function<PartitionId, StartPlace> start) {
  /** Who decides which partitions a reader reads. */
  public enum Assignment {
    /** This reader reads all that it was given. Two of them on one target are a mistake. */
    ALL,
    /** Readers of one group, which the log's source names, share the partitions among them. */
    GROUP
  }

  public ReadPlan {
    partitions = Set.copyOf(partitions);
    Objects.requireNonNull(assignment);
    Objects.requireNonNull(start);
  }

  /** All these partitions, from their checkpoints. */
  public static ReadPlan all(Set<PartitionId> partitions) {
    StartPlace place = new StartPlace.FromCheckpoint();
    return new ReadPlan(partitions, Assignment.ALL, partition -> place);
  }

  /** The same, shared with the other readers of the group. */
  public ReadPlan shared() {
    return new ReadPlan(partitions, Assignment.GROUP, start);
  }

  /** The same, from another place where the target has no checkpoint. */
  public ReadPlan from(Function<PartitionId, StartPlace> place) {
    return new ReadPlan(partitions, assignment, place);
  }
}
