package dev.doppio.cli.workload;

import java.util.Arrays;

/** When each acknowledged transaction was acknowledged. Thread-safe. */
public final class CommitJournal {
  private long[] nanos = new long[1 << 12];
  private int count;

  synchronized void add(long atNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = atNanos;
  }

  /** How many transactions are acknowledged. */
  public synchronized long count() {
    return count;
  }

  /**
   * How old the oldest transaction is that a copy with so many transactions lacks.
   *
   * @param have how many of them the copy has
   * @param nowNanos of {@link System#nanoTime()}
   * @return seconds; 0 when it lacks none
   */
  public synchronized double lagSeconds(long have, long nowNanos) {
    return have >= count ? 0 : (nowNanos - nanos[(int) Math.max(0, have)]) / 1e9;
  }
}
