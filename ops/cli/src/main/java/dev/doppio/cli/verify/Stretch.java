package dev.doppio.cli.verify;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which documents of a table are looked at: those behind one key up to another, in the order of the
 * key; or single ones.
 *
 * @param after fields of the key before the first; empty from the table's begin
 * @param to fields of the last key; empty to the table's end
 * @param single these alone; a stretch of keys has none
 * @param ofOthers true when the replica alone has named them, so what counts is whether they are
 *     too many
 */
record Stretch(
    Optional<List<String>> after,
    Optional<List<String>> to,
    List<DocumentPlace> single,
    boolean ofOthers) {
  Stretch {
    Objects.requireNonNull(after);
    Objects.requireNonNull(to);
    single = List.copyOf(single);
  }

  static Stretch behind(Optional<List<String>> after) {
    return new Stretch(after, Optional.empty(), List.of(), false);
  }

  static Stretch of(List<DocumentPlace> single) {
    return new Stretch(Optional.empty(), Optional.empty(), single, false);
  }

  /** Of {@link Others}. */
  static Stretch ofOthers(List<DocumentPlace> single) {
    return new Stretch(Optional.empty(), Optional.empty(), single, true);
  }

  /** The same, with its end. */
  Stretch to(List<String> last) {
    return new Stretch(after, Optional.of(last), single, ofOthers);
  }

  boolean isOfSingle() {
    return !single.isEmpty();
  }
}
