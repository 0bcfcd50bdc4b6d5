package dev.doppio.bench.arm;

import dev.doppio.local.LocalException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What is tuned at the stock connector and its worker's producer.
 *
 * @param maxBatch {@code max.batch.size}, in events
 * @param maxQueue {@code max.queue.size}, in events
 * @param lingerMillis {@code linger.ms}
 * @param batchBytes {@code batch.size}
 * @param compression {@code compression.type}
 */
public record ConnectCell(
    int maxBatch, int maxQueue, int lingerMillis, int batchBytes, String compression) {
  private static final String GRID = "connect-grid.csv";
  private static final String HEADER =
      "max.batch.size,max.queue.size,linger.ms,batch.size,compression.type";

  public ConnectCell {
    if (maxBatch < 1 || maxQueue <= maxBatch || lingerMillis < 0 || batchBytes < 1) {
      throw new IllegalArgumentException(
          "Debezium's queue is longer than its batch, and both are longer than nothing");
    }
  }

  /** The committed grid. */
  public static List<ConnectCell> grid() {
    try (InputStream in = ConnectCell.class.getResourceAsStream(GRID)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new LocalException("Cannot read " + GRID + ": " + e, e);
    }
  }

  /** Reads a grid: a header, then a cell a line. */
  static List<ConnectCell> parse(String csv) {
    List<String> lines = csv.lines().filter(line -> !line.startsWith("#")).toList();
    if (!lines.get(0).equals(HEADER)) {
      throw new IllegalArgumentException("the grid begins with " + HEADER);
    }
    return lines.stream().skip(1).map(line -> cell(line.split(","))).toList();
  }

  private static ConnectCell cell(String[] values) {
    return new ConnectCell(
        Integer.parseInt(values[0]),
        Integer.parseInt(values[1]),
        Integer.parseInt(values[2]),
        Integer.parseInt(values[3]),
        values[4]);
  }

  /** By the settings' own names. */
  @Override
  public String toString() {
    return "max.batch.size="
        + maxBatch
        + " max.queue.size="
        + maxQueue
        + " linger.ms="
        + lingerMillis
        + " batch.size="
        + batchBytes
        + " compression.type="
        + compression;
  }
}
