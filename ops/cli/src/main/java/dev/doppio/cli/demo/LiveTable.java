package dev.doppio.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays out datacenters as lines of text. */
final class LiveTable {
  private static final String FORM = "  %-5s %9s %10s %10s %9s %8s   %s";

  private LiveTable() {}

  static String header() {
    return String.format(
            Locale.ROOT, FORM, "", "rate/s", "log end", "applied", "lag tx", "lag s", "daemon")
        .stripTrailing();
  }

  static String row(DatacenterRow row) {
    return String.format(
            Locale.ROOT,
            FORM,
            row.name(),
            String.format(Locale.ROOT, "%,.0f", row.rate()),
            row.logEnd().isPresent() ? count(row.logEnd().getAsLong()) : "?",
            row.applied().map(LiveTable::count).orElse("-"),
            row.lagTransactions().isPresent() ? count(row.lagTransactions().getAsLong()) : "?",
            row.lagSeconds().isPresent()
                ? String.format(Locale.ROOT, "%.1f", row.lagSeconds().getAsDouble())
                : "?",
            row.daemon())
        .stripTrailing();
  }

  /** The whole, header first. */
  static List<String> render(List<DatacenterRow> rows) {
    List<String> lines = new ArrayList<>();
    lines.add(header());
    rows.forEach(row -> lines.add(row(row)));
    return lines;
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String bytes(long bytes) {
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f KB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
