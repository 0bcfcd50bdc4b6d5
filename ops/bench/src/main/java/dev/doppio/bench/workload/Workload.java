package dev.doppio.bench.workload;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Documents to insert: {@code 1x870x200000} is 200,000 documents of 870 bytes, each in a
 * transaction of its own.
 *
 * @param rowsPerTransaction from 1
 * @param documentBytes bytes of a document's values, from {@link Documents#LEAST_BYTES}
 * @param rows documents in all, a multiple of {@code rowsPerTransaction}
 */
public record Workload(int rowsPerTransaction, int documentBytes, long rows) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})x(\\d{1,9})x(\\d{1,12})");

  public Workload {
    if (rowsPerTransaction < 1 || documentBytes < Documents.LEAST_BYTES || rows < 1) {
      throw new IllegalArgumentException(
          "a workload has at least one row of at least " + Documents.LEAST_BYTES + " bytes");
    }
    if (rows % rowsPerTransaction != 0) {
      throw new IllegalArgumentException(
          rows + " rows do not fill transactions of " + rowsPerTransaction);
    }
  }

  /**
   * Reads {@code <rows per transaction>x<bytes>x<rows>}.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static Workload parse(String text) {
    Matcher form = FORM.matcher(text.trim());
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no workload: write <rows per transaction>x<bytes>x<rows>, as 1x870x200000");
    }
    return new Workload(
        Integer.parseInt(form.group(1)),
        Integer.parseInt(form.group(2)),
        Long.parseLong(form.group(3)));
  }

  /** Reads several, parted by commas. */
  public static List<Workload> parseAll(String text) {
    return Arrays.stream(text.split(",")).map(Workload::parse).toList();
  }

  public long transactions() {
    return rows / rowsPerTransaction;
  }

  /** For people. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%,d documents of %,d bytes, %s",
        rows,
        documentBytes,
        rowsPerTransaction == 1
            ? "one a transaction"
            : String.format(Locale.ROOT, "%,d a transaction", rowsPerTransaction));
  }

  @Override
  public String toString() {
    return rowsPerTransaction + "x" + documentBytes + "x" + rows;
  }
}
