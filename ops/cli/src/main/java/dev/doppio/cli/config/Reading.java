package dev.doppio.cli.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One reading of a configuration: what it is read from, what was wrong, what is in force. */
final class Reading {
  private final Layers layers;
  private final Problems problems;
  private final Effective effective = new Effective();
  private final Set<String> consumed = new HashSet<>();

  Reading(Layers layers, Problems problems) {
    this.layers = layers;
    this.problems = problems;
  }

  Layers layers() {
    return layers;
  }

  Problems problems() {
    return problems;
  }

  Effective effective() {
    return effective;
  }

  void consumed(String path) {
    consumed.add(path);
  }

  /** Notes every key that nobody asked for, with the one that may have been meant. */
  void refuseUnknown() {
    for (Entry entry : layers.all()) {
      if (consumed.contains(entry.path()) || (entry.isEmpty() && isSection(entry.path()))) {
        continue;
      }
      if (isSection(entry.path())) {
        problems.add(
            entry.path(),
            "is a section, not a value (" + entry.provenance() + "); write keys below");
      } else {
        problems.add(
            entry.path(), "no such setting (" + entry.provenance() + ")" + meant(entry.path()));
      }
    }
  }

  private boolean isSection(String path) {
    return effective.paths().stream().anyMatch(known -> known.startsWith(path + "."));
  }

  private String meant(String path) {
    String section = path.substring(0, path.lastIndexOf('.') + 1);
    List<String> siblings =
        effective.paths().stream()
            .filter(known -> known.startsWith(section))
            .map(known -> known.substring(section.length()).split("\\.", 2)[0])
            .distinct()
            .toList();
    Optional<String> sibling = Spelling.meant(path.substring(section.length()), siblings);
    if (sibling.isPresent()) {
      return "; did you mean " + sibling.get() + "?";
    }
    Optional<String> anywhere = Spelling.meant(path, effective.paths());
    if (anywhere.isPresent()) {
      return "; did you mean " + anywhere.get() + "?";
    }
    return siblings.isEmpty()
        ? ""
        : "; known here: " + siblings.stream().sorted().collect(Collectors.joining(", "));
  }
}
