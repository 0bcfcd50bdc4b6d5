package dev.doppio.cli.compare;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Walks two sorted streams of rows side by side. */
final class Merge {
  private final String table;
  private final List<String> columns;
  private final int mostExamples;
  private final List<Difference> examples = new ArrayList<>();
  private long rows;
  private long bytes;
  private long differing;

  /**
   * @param table for messages
   * @param columns names, in the order of the rows' columns
   * @param mostExamples how many differences are kept; all are counted
   */
  Merge(String table, List<String> columns, int mostExamples) {
    this.table = table;
    this.columns = columns;
    this.mostExamples = mostExamples;
  }

  Report compare(Iterator<HexRow> source, Iterator<HexRow> replica) {
    Optional<HexRow> left = next(source);
    Optional<HexRow> right = next(replica);
    while (left.isPresent() || right.isPresent()) {
      int order = order(left, right);
      if (order < 0) {
        differ(left.get(), "missing in the replica");
      } else if (order > 0) {
        differ(right.get(), "only in the replica");
      } else if (!left.get().columns().equals(right.get().columns())) {
        differ(left.get(), "differs in " + columns(left.get(), right.get()));
      }
      if (order <= 0) {
        rows++;
        bytes += left.get().bytes();
        left = next(source);
      }
      if (order >= 0) {
        right = next(replica);
      }
    }
    return new Report(1, rows, bytes, differing, examples);
  }

  private static int order(Optional<HexRow> left, Optional<HexRow> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return left.isPresent() ? -1 : 1;
    }
    return left.get().compareTo(right.get());
  }

  private static Optional<HexRow> next(Iterator<HexRow> rows) {
    return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
  }

  private void differ(HexRow row, String what) {
    differing++;
    if (examples.size() < mostExamples) {
      examples.add(new Difference(table, row.readableKey(), what));
    }
  }

  private String columns(HexRow left, HexRow right) {
    List<String> different = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (!left.columns().get(i).equals(right.columns().get(i))) {
        different.add(columns.get(i));
      }
    }
    return String.join(", ", different);
  }
}
