package dev.doppio.bench.latency;

/**
 * When transactions are due.
 *
 * @param first number of their documents
 * @param count of them
 * @param rate of them in a second
 * @param begin {@link System#nanoTime} of the first
 */
record Schedule(long first, int count, int rate, long begin) {
  private static final double NANOS = 1e9;

  /** {@link System#nanoTime} at which the transaction is due. */
  long due(long index) {
    return begin + Math.round(index * NANOS / rate);
  }

  /** {@link System#nanoTime} at which the last one is due. */
  long end() {
    return due(count - 1L);
  }
}
