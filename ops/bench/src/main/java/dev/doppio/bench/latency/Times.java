package dev.doppio.bench.latency;

import org.HdrHistogram.Histogram;

/** Histograms of microseconds, up to an hour, with three digits. */
final class Times {
  private static final long MOST_MICROS = 3_600_000_000L;
  private static final int DIGITS = 3;
  private static final long NANOS_PER_MICRO = 1_000;
  private static final double MICROS_PER_MILLI = 1e3;

  private Times() {}

  static Histogram histogram() {
    return new Histogram(MOST_MICROS, DIGITS);
  }

  /** Microseconds since then. */
  static long since(long nanoTime) {
    return Math.min(MOST_MICROS, Math.max(0, System.nanoTime() - nanoTime) / NANOS_PER_MICRO);
  }

  /** Milliseconds that so many percent do not exceed. */
  static double millis(Histogram times, double percentile) {
    return times.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
  }
}
