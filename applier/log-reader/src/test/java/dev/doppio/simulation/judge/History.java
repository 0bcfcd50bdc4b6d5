package dev.doppio.simulation.judge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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

  /** What is left when all changes are made in order, as the text of each row when it was read. */
  List<String> rows() {
    Map<String, String> rows = new TreeMap<>();
    for (Place tip : tips) {
      between(Optional.empty(), tip).orElseThrow().forEach(line -> change(rows, line));
    }
    return List.copyOf(rows.values());
  }

  private static void change(Map<String, String> rows, String line) {
    String operation = line.substring(0, line.indexOf(' '));
    String row = line.substring(line.indexOf(' '));
    String key = row.split("[,\\]]", 2)[0];
    if (operation.equals("DELETE")) {
      rows.remove(key);
    } else {
      rows.put(key, "READ" + row);
    }
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
