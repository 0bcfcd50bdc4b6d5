package dev.doppio.cli.verify;

import dev.doppio.schemas.document.TableName;
import java.util.Objects;
import java.util.Optional;

/**
 * What was found of one document, or of a table's structure.
 *
 * @param table at the source
 * @param kind what it is
 * @param place the document; empty for a structure
 * @param words more of it, for the operator; never contents of documents
 */
record Finding(TableName table, Kind kind, Optional<DocumentPlace> place, String words) {
  /** What can be found. */
  enum Kind {
    /** Only at the source. */
    MISSING("missing"),
    /** Only at the replica. */
    EXTRA("extra"),
    /** At both, with other bytes in some column. */
    DIFFERENT("different"),
    /** The table is another one at the replica. */
    STRUCTURE("structure"),
    /** Written to again each time it was looked at. */
    UNSETTLED("unsettled");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    /** True when source and replica are proved not to be equal. */
    boolean isDifference() {
      return this != UNSETTLED;
    }
  }

  Finding {
    Objects.requireNonNull(table);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(place);
    Objects.requireNonNull(words);
  }

  static Finding of(TablePlan plan, Kind kind, DocumentPlace place) {
    return new Finding(plan.name(), kind, Optional.of(place), "");
  }

  static Finding ofStructure(TablePlan plan, String words) {
    return new Finding(plan.name(), Kind.STRUCTURE, Optional.empty(), words);
  }

  /** For the screen. */
  String line() {
    return place
        .map(at -> kind.word() + "  " + at.partition() + "  " + table + "  " + at.document())
        .orElseGet(() -> kind.word() + "  " + table + "  " + words);
  }
}
