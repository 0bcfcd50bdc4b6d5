package dev.doppio.bench.arm;

import dev.doppio.bench.process.Window;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.local.LocalException;
import java.util.Map;
import java.util.Optional;

/**
 * One drain of a backlog.
 *
 * @param rows that came out
 * @param usage from the start of reading to the end
 * @param peakRssBytes of the arm's process, since its start
 * @param startSeconds from its launch to the first new record in Kafka; empty where there is none
 * @param threads CPU seconds of its threads by name, where they were looked at
 */
public record Measurement(
    long rows,
    Window.Usage usage,
    long peakRssBytes,
    Optional<Double> startSeconds,
    Map<String, Double> threads) {
  /** The arm's own process, among those whose CPU is counted. */
  public static final String OWN = "own";

  public static final String BROKER = "broker";
  public static final String MYSQL = "mysql";

  /** Every row that was written, and no other. */
  public Measurement mustCover(Backlog backlog, String arm) {
    if (rows != backlog.rows()) {
      throw new LocalException(
          arm
              + " came to "
              + rows
              + " rows where "
              + backlog.rows()
              + " were written: its figures are worth nothing");
    }
    return this;
  }

  public double rowsPerSecond() {
    return rows / usage.seconds();
  }

  /** Seconds of CPU of one of the processes, for a million rows; NaN where unknown. */
  public double cpuSecondsPerMillionRows(String process) {
    return usage.cpuSeconds().getOrDefault(process, Double.NaN) * 1e6 / rows;
  }
}
