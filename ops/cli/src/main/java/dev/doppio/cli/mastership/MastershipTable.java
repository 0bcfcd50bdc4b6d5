package dev.doppio.cli.mastership;

import dev.doppio.logwriter.Tenure;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.mastership.LedgerEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Partitions and their masters, as {@code doppio mastership show} prints them. */
final class MastershipTable {
  private static final List<String> HEAD =
      List.of("partition", "generation", "owner", "since", "log end", "state");

  private MastershipTable() {}

  static List<String> of(List<Tenure> tenures) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    tenures.forEach(tenure -> rows.add(row(tenure)));
    int[] widths =
        IntStream.range(0, HEAD.size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      line.append(String.format("%-" + widths[column] + "s  ", row.get(column)));
    }
    return line.toString().stripTrailing();
  }

  private static List<String> row(Tenure tenure) {
    String end = tenure.end().map(Scn::toString).orElse("-");
    return tenure
        .entry()
        .map(
            entry ->
                List.of(
                    tenure.partition().toString(),
                    entry.generation().toString(),
                    entry.owner().map(Object::toString).orElse("-"),
                    entry.since().toString(),
                    end,
                    state(tenure, entry)))
        .orElse(List.of(tenure.partition().toString(), "-", "-", "-", end, "never mastered"));
  }

  private static String state(Tenure tenure, LedgerEntry entry) {
    if (entry.owner().isEmpty()) {
      return "released";
    }
    if (tenure.isUnfinished()) {
      return "takeover unfinished: the owner's sidecar has not opened the generation";
    }
    return tenure.isOpened() ? "open" : "ledger behind the log: take --unplanned";
  }
}
