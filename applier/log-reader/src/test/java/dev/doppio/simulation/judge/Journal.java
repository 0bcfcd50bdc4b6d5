package dev.doppio.simulation.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one storage node committed, by partition, in its order. */
public final class Journal {
  private final Map<Integer, List<Committed>> partitions = new HashMap<>();

  /**
   * What one source transaction, or one chunk of a snapshot, did in a partition.
   *
   * @param gtid empty for a chunk
   * @param lines a change each
   */
  public record Committed(String gtid, List<String> lines) {
    public Committed {
      lines = List.copyOf(lines);
    }
  }

  /** The source has committed something. */
  public void add(int partition, Committed committed) {
    of(partition).add(committed);
  }

  /** Everything of a partition; grows as the source commits. */
  List<Committed> of(int partition) {
    return partitions.computeIfAbsent(partition, p -> new ArrayList<>());
  }
}
