package dev.doppio.cli.verify;

import dev.doppio.cli.progress.Bar;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells now and then how far a comparison is. Not thread-safe. */
final class Progress {
  private static final double NANOS = 1e9;

  private final Consumer<String> lines;
  private final long expected;
  private final long everyNanos;
  private final LongSupplier nanoTime;
  private long toldAt;
  private long toldDone;

  /**
   * @param expected rows by the server's estimate
   * @param done documents by an earlier run
   */
  Progress(
      Consumer<String> lines, long expected, long done, Duration every, LongSupplier nanoTime) {
    this.lines = lines;
    this.expected = expected;
    this.everyNanos = every.toNanos();
    this.nanoTime = nanoTime;
    this.toldAt = nanoTime.getAsLong();
    this.toldDone = done;
  }

  void at(Counts counts, String state) {
    long now = nanoTime.getAsLong();
    if (now - toldAt < everyNanos) {
      return;
    }
    long done = counts.equal() + counts.differences();
    double rate = (done - toldDone) * NANOS / (now - toldAt);
    long all = Math.max(expected, done);
    lines.accept(
        String.format(
            Locale.ROOT,
            "%s  %,d of about %,d documents  %,.0f documents/s  %,d differ  %s%s",
            Bar.of(all == 0 ? 0 : Math.min(0.99, (double) done / all)),
            done,
            all,
            rate,
            counts.differences(),
            Bar.eta(all - done, rate),
            state));
    toldAt = now;
    toldDone = done;
  }
}
