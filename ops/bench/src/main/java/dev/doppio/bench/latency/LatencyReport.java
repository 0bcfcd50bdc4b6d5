package dev.doppio.bench.latency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What a bench of latency has come to.
 *
 * @param machine what it ran on
 * @param settings of each pipeline
 * @param lines a pipeline at a rate each, all rounds together
 */
record LatencyReport(Map<String, String> machine, Map<String, String> settings, List<Line> lines) {
  LatencyReport {
    machine = new TreeMap<>(machine);
    settings = new TreeMap<>(settings);
    lines = List.copyOf(lines);
  }

  /**
   * Milliseconds.
   *
   * @param pipeline its name
   * @param rate transactions that were due in a second
   * @param transactions of all rounds
   * @param p50 from when it was due to when the replica shows it; half of them are no longer
   * @param p99 of a hundred, one is longer
   * @param p999 of a thousand, one is longer
   * @param most the longest
   * @param commitP50 from when it was due to its commit at the source
   * @param commitP99 of a hundred, one is longer
   */
  record Line(
      String pipeline,
      int rate,
      long transactions,
      double p50,
      double p99,
      double p999,
      double most,
      double commitP50,
      double commitP99) {
    static Line of(String pipeline, int rate, Histogram visible, Histogram committed) {
      return new Line(
          pipeline,
          rate,
          visible.getTotalCount(),
          Times.millis(visible, 50),
          Times.millis(visible, 99),
          Times.millis(visible, 99.9),
          Times.millis(visible, 100),
          Times.millis(committed, 50),
          Times.millis(committed, 99));
    }
  }

  /** For a terminal. */
  List<String> text() {
    List<String> text = new ArrayList<>();
    machine.forEach((name, value) -> text.add(name + ": " + value));
    settings.forEach((name, value) -> text.add(name + ": " + value));
    text.add("");
    text.add("milliseconds from when a transaction was due to when the replica shows it");
    text.add(
        "pipeline           tx/s  transactions       p50       p99     p99.9       max"
            + "  committed p50       p99");
    for (Line line : lines) {
      text.add(
          String.format(
              Locale.ROOT,
              "%-16s %,6d %,13d %,9.1f %,9.1f %,9.1f %,9.1f %,14.1f %,9.1f",
              line.pipeline(),
              line.rate(),
              line.transactions(),
              line.p50(),
              line.p99(),
              line.p999(),
              line.most(),
              line.commitP50(),
              line.commitP99()));
    }
    return text;
  }

  /** With the names of the records' parts. */
  String json() {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of numbers and texts are always JSON", e);
    }
  }
}
