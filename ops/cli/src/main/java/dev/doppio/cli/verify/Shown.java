package dev.doppio.cli.verify;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the source shows of a stretch.
 *
 * @param stretch with its end
 * @param rows none where there is a total
 * @param total of the rows, where they are compared as a whole
 * @param last true when the stretch reaches the end of its table
 */
record Shown(Stretch stretch, List<RowDigest> rows, Optional<Sum> total, boolean last) {
  Shown {
    Objects.requireNonNull(stretch);
    rows = List.copyOf(rows);
    Objects.requireNonNull(total);
  }

  /** Row by row, so many at most. */
  static Shown rows(Source source, TablePlan plan, Stretch behind, int most) {
    List<RowDigest> rows = source.read(plan, behind, most);
    boolean last = rows.size() < most;
    Stretch stretch = last ? behind : behind.to(rows.get(most - 1).place().fields());
    return new Shown(stretch, rows, Optional.empty(), last);
  }

  /** So many rows as a whole; its end is looked for first, and what is before it read then. */
  static Shown total(Source source, TablePlan plan, Stretch behind, int most) {
    Optional<List<String>> end = source.keyOf(plan, behind, most);
    Stretch stretch = end.map(behind::to).orElse(behind);
    Sum total = source.total(plan, stretch);
    return new Shown(stretch, List.of(), Optional.of(total), end.isEmpty());
  }

  /** Single documents. */
  static Shown single(Source source, TablePlan plan, Stretch single) {
    List<RowDigest> rows = source.read(plan, single, single.single().size());
    return new Shown(single, rows, Optional.empty(), false);
  }

  /** How many rows the server has read. */
  int count() {
    return total.map(sum -> (int) sum.rows()).orElse(rows.size());
  }
}
