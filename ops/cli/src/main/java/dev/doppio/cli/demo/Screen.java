package dev.doppio.cli.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * What the demo prints: sentences with their time, and a table that is redrawn in place on a
 * terminal and written anew, more rarely, elsewhere. Thread-safe.
 */
final class Screen {
  private static final String UP = "\u001b[%dA";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final double PLAIN_SECONDS = 3;

  private final PrintWriter out;
  private final boolean terminal;
  private final DoubleSupplier seconds;
  private List<String> table = List.of();
  private double plainTableAt = Double.NEGATIVE_INFINITY;
  private boolean headerPrinted;

  /**
   * @param out where to
   * @param terminal whether it understands cursor movements
   * @param seconds since the start
   */
  Screen(PrintWriter out, boolean terminal, DoubleSupplier seconds) {
    this.out = out;
    this.terminal = terminal;
    this.seconds = seconds;
  }

  /** A sentence with the time it was said at. */
  synchronized void say(String sentence) {
    erase();
    out.println(stamp() + sentence);
    draw();
  }

  /** A line as it is. */
  synchronized void line(String text) {
    erase();
    out.println(text);
    draw();
  }

  /** The table, from now on. */
  synchronized void table(List<DatacenterRow> rows) {
    if (terminal) {
      erase();
      table = LiveTable.render(rows);
      draw();
    } else if (seconds.getAsDouble() - plainTableAt >= PLAIN_SECONDS) {
      plainTableAt = seconds.getAsDouble();
      if (!headerPrinted) {
        headerPrinted = true;
        out.println(indent() + LiveTable.header());
      }
      rows.forEach(row -> out.println(stamp() + LiveTable.row(row)));
      out.flush();
    }
  }

  /** The table stays as it is; lines go below it. */
  synchronized void endTable() {
    table = List.of();
    headerPrinted = false;
    plainTableAt = Double.NEGATIVE_INFINITY;
  }

  private String stamp() {
    return String.format(Locale.ROOT, "%7.1f s  ", seconds.getAsDouble());
  }

  private static String indent() {
    return " ".repeat(11);
  }

  private void erase() {
    if (!table.isEmpty()) {
      out.printf(Locale.ROOT, UP, table.size());
      out.print('\r' + CLEAR_BELOW);
    }
  }

  private void draw() {
    table.forEach(out::println);
    out.flush();
  }
}
