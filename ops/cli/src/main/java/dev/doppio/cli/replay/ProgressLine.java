package dev.doppio.cli.replay;

import dev.doppio.cli.progress.Bar;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells how far a replay is: a bar, a rate and what is left, now and then. One thread. */
public final class ProgressLine implements Replay.Listener {
  private static final double NANOS = 1e9;

  private final Consumer<String> lines;
  private final Consumer<String> notes;
  private final long everyNanos;
  private final LongSupplier nanoTime;
  private long toldAt;
  private long toldDone;

  /**
   * @param lines each takes the place of the one before where there is a screen
   * @param notes what is said besides
   * @param every how often a line comes
   * @param nanoTime a clock that only rises
   */
  public ProgressLine(
      Consumer<String> lines, Consumer<String> notes, Duration every, LongSupplier nanoTime) {
    this.lines = lines;
    this.notes = notes;
    this.everyNanos = every.toNanos();
    this.nanoTime = nanoTime;
    this.toldAt = nanoTime.getAsLong();
  }

  @Override
  public void at(long done, long expected, long changes) {
    long now = nanoTime.getAsLong();
    if (now - toldAt < everyNanos) {
      return;
    }
    double rate = (done - toldDone) * NANOS / (now - toldAt);
    double share = expected == 0 ? 0 : Math.min(1, (double) done / expected);
    lines.accept(
        String.format(
            Locale.ROOT,
            "%s  %,d of %,d transactions  %,d changes  %,.0f transactions/s  %s",
            Bar.of(share),
            done,
            expected,
            changes,
            rate,
            Bar.eta(expected - done, rate)));
    toldAt = now;
    toldDone = done;
  }

  @Override
  public void note(String what) {
    notes.accept(what);
  }
}
