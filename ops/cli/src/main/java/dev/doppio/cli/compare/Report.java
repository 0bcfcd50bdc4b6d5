package dev.doppio.cli.compare;

import java.util.List;
import java.util.stream.Stream;

/**
 * What was compared, and how it came out.
 *
 * @param tables on both sides
 * @param rows of the source
 * @param bytes of these rows, all columns
 * @param differing how many rows or tables differ
 * @param examples the first of them
 */
public record Report(
    long tables, long rows, long bytes, long differing, List<Difference> examples) {
  public Report {
    examples = List.copyOf(examples);
  }

  /** True when something was compared, and all of it is the same. */
  public boolean isEqual() {
    return rows > 0 && differing == 0;
  }

  Report plus(Report other, int mostExamples) {
    List<Difference> all =
        Stream.concat(examples.stream(), other.examples.stream()).limit(mostExamples).toList();
    return new Report(
        tables + other.tables,
        rows + other.rows,
        bytes + other.bytes,
        differing + other.differing,
        all);
  }
}
