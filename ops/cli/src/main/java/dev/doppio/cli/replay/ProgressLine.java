package dev.doppio.cli.replay;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells how far a replay is: a bar, a rate and what is left, now and then. One thread. */
public final class ProgressLine implements Replay.Listener {
  private static final int BAR = 24;
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
    int full = (int) Math.round(share * BAR);
    lines.accept(
        String.format(
            Locale.ROOT,
            "[%s%s] %3.0f %%  %,d of %,d transactions  %,d changes  %,.0f transactions/s  %s",
            "#".repeat(full),
            "-".repeat(BAR - full),
            share * 100,
            done,
            expected,
            changes,
            rate,
            left(expected - done, rate)));
    toldAt = now;
    toldDone = done;
  }

  private static String left(long transactions, double rate) {
    if (rate <= 0) {
      return "ETA unknown";
    }
    Duration left = Duration.ofSeconds(Math.round(transactions / rate));
    return String.format(Locale.ROOT, "ETA %d:%02d", left.toMinutes(), left.toSecondsPart());
  }

  @Override
  public void note(String what) {
    notes.accept(what);
  }
}
