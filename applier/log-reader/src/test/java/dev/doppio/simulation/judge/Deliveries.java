package dev.doppio.simulation.judge;

import dev.doppio.simulation.judge.Journal.Committed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What has become in one log of all that the nodes committed. */
final class Deliveries {
  private final Map<String, Journal> sources;
  private final Masters masters;
  private final Map<Of, Delivery> deliveries = new HashMap<>();

  private record Of(String node, int partition) {}

  Deliveries(Map<String, Journal> sources, Masters masters) {
    this.sources = sources;
    this.masters = masters;
  }

  Masters masters() {
    return masters;
  }

  /** A run of data that everybody can see. */
  void run(int partition, Bytes first, List<String> lines, String where) {
    String node = first.node();
    of(node, partition).come(new Committed(first.gtid(), lines), lack(node, partition), where);
  }

  /** A node has let go what belongs to a partition that is not its own. */
  void orphaned(String node, int partition, Committed found) {
    String where = "orphans of " + node + " for " + partition;
    if (masters.knows(node, partition)) {
      throw new Violation("G1", where + ": " + found.gtid() + ", and the partition is its own");
    }
    of(node, partition).orphaned(found, lack(node, partition), where);
  }

  /** By the node's position, so many entries of its journal are in the log. */
  void drained(String node, int partition, int entries) {
    of(node, partition).drained(entries);
  }

  boolean isComplete(int partition) {
    return sources.keySet().stream()
        .allMatch(node -> of(node, partition).isComplete(lack(node, partition)));
  }

  private boolean lack(String node, int partition) {
    return !masters.alwaysOf(node, partition);
  }

  private Delivery of(String node, int partition) {
    return deliveries.computeIfAbsent(
        new Of(node, partition), of -> new Delivery(sources.get(node).of(partition)));
  }
}
