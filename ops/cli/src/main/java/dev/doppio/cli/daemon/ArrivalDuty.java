package dev.doppio.cli.daemon;

import dev.doppio.logreader.PartitionStats;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until every partition has applied what was the log's end when it was first seen, then does
 * what was waited for, once. What comes into the log meanwhile is not waited for: it never ends.
 */
final class ArrivalDuty implements Duty {
  private static final Logger LOG = LoggerFactory.getLogger(ArrivalDuty.class);

  private final Supplier<List<PartitionStats>> stats;
  private final int partitions;
  private final Runnable arrival;
  private final Map<PartitionId, Scn> ends = new HashMap<>();
  private final Set<PartitionId> there = new HashSet<>();
  private boolean done;

  /**
   * @param partitions of all logs together
   * @param arrival what is waited for
   */
  ArrivalDuty(Supplier<List<PartitionStats>> stats, int partitions, Runnable arrival) {
    this.stats = stats;
    this.partitions = partitions;
    this.arrival = arrival;
  }

  @Override
  public String name() {
    return "arrival";
  }

  @Override
  public boolean step() {
    if (!done) {
      stats.get().forEach(this::look);
      if (there.size() == partitions) {
        arrival.run();
        done = true;
        LOG.info("all {} partitions have come to the log's end: served from now on", partitions);
      }
    }
    return false;
  }

  private void look(PartitionStats partition) {
    PartitionId id = partition.partition();
    partition.end().ifPresent(end -> ends.putIfAbsent(id, end.scn()));
    partition
        .checkpoint()
        .filter(at -> ends.containsKey(id) && at.scn().compareTo(ends.get(id)) >= 0)
        .ifPresent(at -> there.add(id));
  }
}
