package dev.doppio.cli.daemon;

import java.util.Set;
import java.util.TreeSet;

/**
 * A metric as Prometheus knows it.
 *
 * @param labels of all its series
 */
record Family(String name, String type, String help, Set<String> labels) {
  Family {
    labels = new TreeSet<>(labels);
  }

  /** Of a table. */
  String row() {
    return "| " + head() + " | " + help + " |";
  }

  /** The same with who exports it. */
  String row(String exporters) {
    return "| " + head() + " | " + exporters + " | " + help + " |";
  }

  private String head() {
    String shown = labels.isEmpty() ? "" : "`" + String.join("`, `", labels) + "`";
    return "`" + name + "` | " + type + " | " + shown;
  }
}
