package dev.doppio.cli.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows below a head, each column as wide as its widest cell. Not thread-safe. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table without rows. */
  public TextTable(String... head) {
    rows.add(List.of(head));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException when it has not as many cells as the head
   */
  public TextTable row(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException(cells.length + " cells below " + rows.get(0));
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The head and the rows. */
  public List<String> lines() {
    int[] widths =
        IntStream.range(0, rows.get(0).size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
    }
    return line.toString().stripTrailing();
  }
}
