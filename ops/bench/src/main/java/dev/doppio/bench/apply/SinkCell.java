package dev.doppio.bench.apply;

import dev.doppio.local.LocalException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What is tuned at Debezium's JDBC sink and its worker's consumers.
 *
 * @param tasks {@code tasks.max}
 * @param batch {@code batch.size}, in records
 * @param poll {@code max.poll.records}
 * @param reduce {@code use.reduction.buffer}: one row for all changes of a document in a batch
 */
public record SinkCell(int tasks, int batch, int poll, boolean reduce) {
  private static final String GRID = "sink-grid.csv";
  private static final String HEADER = "tasks.max,batch.size,max.poll.records,use.reduction.buffer";

  public SinkCell {
    if (tasks < 1 || batch < 1 || poll < 1) {
      throw new IllegalArgumentException("at least one task, and one record in a batch");
    }
  }

  /** The committed grid; its first cell is untuned. */
  public static List<SinkCell> grid() {
    try (InputStream in = SinkCell.class.getResourceAsStream(GRID)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new LocalException("Cannot read " + GRID + ": " + e, e);
    }
  }

  /** Reads a grid: a header, then a cell a line. */
  static List<SinkCell> parse(String csv) {
    List<String> lines = csv.lines().filter(line -> !line.startsWith("#")).toList();
    if (!lines.get(0).equals(HEADER)) {
      throw new IllegalArgumentException("the grid begins with " + HEADER);
    }
    return lines.stream().skip(1).map(line -> cell(line.split(","))).toList();
  }

  private static SinkCell cell(String[] values) {
    return new SinkCell(
        Integer.parseInt(values[0]),
        Integer.parseInt(values[1]),
        Integer.parseInt(values[2]),
        Boolean.parseBoolean(values[3]));
  }

  /** By the settings' own names. */
  @Override
  public String toString() {
    return "tasks.max="
        + tasks
        + " batch.size="
        + batch
        + " max.poll.records="
        + poll
        + " use.reduction.buffer="
        + reduce;
  }
}
