package dev.doppio.cli.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a replica that has no primary key: a document that it has twice is equal to none. */
final class KeptRows {
  private final Map<DocumentPlace, RowDigest> rows = new LinkedHashMap<>();

  void add(DocumentPlace place, String digest) {
    rows.merge(
        place,
        new RowDigest(place, digest),
        (one, other) -> new RowDigest(place, DocumentDigest.TWICE));
  }

  List<RowDigest> all() {
    return List.copyOf(rows.values());
  }
}
