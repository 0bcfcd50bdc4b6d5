package dev.doppio.simulation.judge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The runs of a partition, each with the one before it; it may fork where a lost log goes on. */
final class History {
  private final Map<Place, Run> runs = new HashMap<>();
  private final Set<Place> tips = new HashSet<>();

  private record Run(Optional<Place> before, List<String> lines) {}

  void add(Place place, Optional<Place> before, List<String> lines) {
    runs.put(place, new Run(before, lines));
    before.ifPresent(tips::remove);
    tips.add(place);
  }

  /** True when nothing follows. */
  boolean isTip(Place place) {
    return tips.contains(place);
  }

  boolean knows(Place place) {
    return runs.containsKey(place);
  }

  /** The changes after one run up to and including another; empty when the one is not before it. */
  Optional<List<String>> between(Optional<Place> from, Place to) {
    List<List<String>> backwards = new ArrayList<>();
    Optional<Place> at = Optional.of(to);
    while (!at.equals(from)) {
      if (at.isEmpty()) {
        return Optional.empty();
      }
      Run run = runs.get(at.get());
      backwards.add(run.lines());
      at = run.before();
    }
    Collections.reverse(backwards);
    return Optional.of(backwards.stream().flatMap(List::stream).toList());
  }
}
