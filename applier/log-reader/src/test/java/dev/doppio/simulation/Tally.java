package dev.doppio.simulation;

import java.util.Map;
import java.util.TreeMap;

/** How often things happened. */
public final class Tally {
  private final Map<String, Long> counts = new TreeMap<>();

  void count(String what) {
    count(what, 1);
  }

  void count(String what, long times) {
    if (times > 0) {
      counts.merge(what, times, Long::sum);
    }
  }

  void add(Tally other) {
    other.counts.forEach(this::count);
  }

  long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    counts.forEach((what, times) -> table.append(String.format("%12d  %s%n", times, what)));
    return table.toString();
  }
}
