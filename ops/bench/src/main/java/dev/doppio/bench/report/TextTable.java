package dev.doppio.bench.report;

import java.util.ArrayList;
import java.util.List;

/** Columns in line: the first to the left, numbers to the right. One thread. */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  /** As many cells in every row. */
  void row(List<String> cells) {
    if (!rows.isEmpty() && rows.get(0).size() != cells.size()) {
      throw new IllegalArgumentException("a row of " + cells.size() + " cells among others");
    }
    rows.add(List.copyOf(cells));
  }

  List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String space = " ".repeat(width(column) - cells.get(column).length());
      line.append(column == 0 ? "  " : "   ");
      line.append(column == 0 ? cells.get(column) + space : space + cells.get(column));
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
