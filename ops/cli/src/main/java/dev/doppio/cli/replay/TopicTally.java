package dev.doppio.cli.replay;

import dev.doppio.logreader.RunCopy;
import dev.doppio.logreader.RunCopy.Copied;
import dev.doppio.schemas.log.PartitionId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How far a copy into a topic is, though it may have to begin anew meanwhile. One thread. */
final class TopicTally {
  private final Map<PartitionId, Copied> before = new TreeMap<>();
  private Map<PartitionId, RunCopy> copies = Map.of();

  /**
   * It begins, or goes on after a failure.
   *
   * @param partitions all of it
   * @param now what copies those of which something is left
   */
  void begins(Set<PartitionId> partitions, Map<PartitionId, RunCopy> now) {
    partitions.forEach(partition -> before.putIfAbsent(partition, Copied.NOTHING));
    copies.forEach((partition, copy) -> before.merge(partition, copy.copied(), Copied::and));
    copies = Map.copyOf(now);
  }

  /** True once it has begun. */
  boolean isAtWork() {
    return !before.isEmpty();
  }

  void tell(Replay.Listener listener) {
    List<Copied> all = before.keySet().stream().map(this::of).toList();
    long runs = all.stream().mapToLong(Copied::runs).sum();
    listener.at(runs, runs, all.stream().mapToLong(Copied::records).sum());
  }

  private Copied of(PartitionId partition) {
    Copied earlier = before.get(partition);
    RunCopy now = copies.get(partition);
    return now == null ? earlier : earlier.and(now.copied());
  }

  /** For the operator: one for each partition. */
  List<String> lines() {
    return before.keySet().stream().map(partition -> line(partition, of(partition))).toList();
  }

  private static String line(PartitionId partition, Copied copied) {
    return String.format(
        Locale.ROOT,
        "%s: %,d runs of %,d records%s",
        partition,
        copied.runs(),
        copied.records(),
        copied.last().map(scn -> ", up to " + scn).orElse(""));
  }
}
