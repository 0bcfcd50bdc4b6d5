package dev.doppio.cli.verify;

import dev.doppio.cli.verify.Finding.Kind;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What two readings of a stretch say of its documents.
 *
 * @param touched may have been changed in between: nothing can be said
 * @param findings differ
 * @param equal how many are equal
 */
record Judgement(List<DocumentPlace> touched, List<Finding> findings, int equal) {
  Judgement {
    touched = List.copyOf(touched);
    findings = List.copyOf(findings);
  }

  /**
   * Judges a window.
   *
   * @param rows of the replica, at or behind what the window needs
   * @param partitions whose documents count
   * @param log taken in up to where the replica stood
   */
  static Judgement of(Window window, List<RowDigest> rows, Set<PartitionId> partitions, Log log) {
    Map<DocumentKey, RowDigest> there = new HashMap<>();
    rows.stream()
        .filter(row -> partitions.contains(row.place().partition()))
        .forEach(row -> there.put(row.place().document(), row));
    List<DocumentPlace> touched = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    boolean others = window.stretch().ofOthers();
    int equal = 0;
    for (DocumentPlace place : places(window, there)) {
      Optional<String> one =
          Optional.ofNullable(window.source().get(place.document()))
              .filter(row -> row.place().partition().equals(place.partition()))
              .map(RowDigest::digest);
      Optional<String> other =
          Optional.ofNullable(there.get(place.document())).map(RowDigest::digest);
      if (log.isTouchedBehind(window.lower().get(place.partition()), place)) {
        touched.add(place);
      } else if (one.equals(other)) {
        equal += one.isPresent() && !others ? 1 : 0;
      } else if (!others || one.isEmpty()) {
        findings.add(Finding.of(window.plan(), kind(one.isPresent(), other.isPresent()), place));
      }
    }
    return new Judgement(touched, findings, equal);
  }

  private static Collection<DocumentPlace> places(
      Window window, Map<DocumentKey, RowDigest> there) {
    if (window.stretch().isOfSingle()) {
      return window.stretch().single();
    }
    Map<DocumentKey, DocumentPlace> places = new LinkedHashMap<>();
    window.source().forEach((document, row) -> places.put(document, row.place()));
    there.forEach((document, row) -> places.putIfAbsent(document, row.place()));
    return places.values();
  }

  private static Kind kind(boolean here, boolean there) {
    if (here && there) {
      return Kind.DIFFERENT;
    }
    return here ? Kind.MISSING : Kind.EXTRA;
  }
}
