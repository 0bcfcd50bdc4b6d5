package dev.doppio.simulation.judge;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which node masters which partition, and since when; as the ledger is seen by everybody. */
final class Masters {
  private final Map<Integer, Tenure> tenures = new HashMap<>();
  private final Map<Given, String> masters = new HashMap<>();
  private final Map<String, Integer> sessions = new HashMap<>();
  private int time;

  private record Given(int partition, int generation) {}

  private record Tenure(int generation, Optional<String> node, int since, boolean first) {}

  /** The ledger's next entry of a partition; no node when it was released. */
  void given(int partition, int generation, Optional<String> node) {
    Optional<Tenure> before = Optional.ofNullable(tenures.get(partition));
    int last = before.map(Tenure::generation).orElse(0);
    if (node.isPresent() ? generation <= last : generation != last) {
      throw new Violation(
          "G6", "the ledger gives " + partition + " in " + generation + " after " + last);
    }
    time++;
    tenures.put(partition, new Tenure(generation, node, time, before.isEmpty()));
    node.ifPresent(master -> masters.put(new Given(partition, generation), master));
  }

  /** The node has a session from now on, and no other. */
  void begun(String node) {
    time++;
    sessions.put(node, time);
  }

  boolean mayWrite(String node, int partition, int generation) {
    return node.equals(masters.get(new Given(partition, generation)));
  }

  /** The node has had the partition for as long as its session lasts, so it has to know. */
  boolean knows(String node, int partition) {
    return tenure(partition)
        .filter(tenure -> tenure.node().equals(Optional.of(node)))
        .filter(tenure -> tenure.since() < sessions.getOrDefault(node, 0))
        .isPresent();
  }

  /** Nobody else ever had the partition. */
  boolean alwaysOf(String node, int partition) {
    return tenure(partition)
        .filter(tenure -> tenure.first() && tenure.node().equals(Optional.of(node)))
        .isPresent();
  }

  /** The generation that the log has to reach; empty where the partition has no master. */
  Optional<Integer> generation(int partition) {
    return tenure(partition).filter(tenure -> tenure.node().isPresent()).map(Tenure::generation);
  }

  private Optional<Tenure> tenure(int partition) {
    return Optional.ofNullable(tenures.get(partition));
  }
}
