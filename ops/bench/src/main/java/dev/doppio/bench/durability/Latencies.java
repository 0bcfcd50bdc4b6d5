package dev.doppio.bench.durability;

import java.util.Arrays;

/**
 * Times from when a record, or a transaction, was due to its acknowledgement, in milliseconds. Due,
 * not sent: a producer that is held up does not hide the wait of the records behind.
 *
 * @param median half of them are no longer
 * @param p99 of a hundred, one is longer
 * @param p999 of a thousand, one is longer
 * @param most the longest
 */
public record Latencies(double median, double p99, double p999, double most) {
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * Of these.
   *
   * @param nanos in any order, at least one
   */
  public static Latencies of(long[] nanos) {
    if (nanos.length == 0) {
      throw new IllegalArgumentException("nothing was acknowledged: no latencies");
    }
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Latencies(
        percentile(sorted, 0.5),
        percentile(sorted, 0.99),
        percentile(sorted, 0.999),
        percentile(sorted, 1));
  }

  /** The least value that is at least as long as this share of all. */
  private static double percentile(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / NANOS_PER_MILLI;
  }
}
