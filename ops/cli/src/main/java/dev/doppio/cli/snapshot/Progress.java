package dev.doppio.cli.snapshot;

import dev.doppio.cli.progress.Bar;
import dev.doppio.schemas.source.TableSnapshot;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;

/**
 * How far snapshots are, all together.
 *
 * @param tables how many there are
 * @param ended how many of them have ended, in whatever way
 * @param rows read so far
 * @param expected by the server's estimate, never less than what was read
 */
record Progress(int tables, int ended, long rows, long expected) {
  private static final double NANOS = 1e9;

  static Progress of(int tables, Collection<TableSnapshot> snapshots) {
    int ended = (int) snapshots.stream().filter(snapshot -> !snapshot.isRunning()).count();
    long rows = snapshots.stream().mapToLong(TableSnapshot::rows).sum();
    long expected = snapshots.stream().mapToLong(Progress::expected).sum();
    return new Progress(tables, ended, rows, expected);
  }

  private static long expected(TableSnapshot snapshot) {
    return snapshot.isRunning() ? Math.max(snapshot.estimate(), snapshot.rows()) : snapshot.rows();
  }

  boolean isDone() {
    return ended == tables;
  }

  /** The estimate is the server's, so the bar is full only when the last table has ended. */
  private double share() {
    double share = expected == 0 ? 0 : (double) rows / expected;
    return isDone() ? 1 : Math.min(share, 0.99);
  }

  /**
   * One line.
   *
   * @param since the rows of an earlier look
   * @param elapsed time since then
   */
  String line(Progress since, Duration elapsed) {
    double seconds = Math.max(elapsed.toNanos() / NANOS, 1e-3);
    double rate = (rows - since.rows) / seconds;
    return String.format(
        Locale.ROOT,
        "%s  %,d of about %,d rows  %,.0f rows/s  %d of %d tables  %s",
        Bar.of(share()),
        rows,
        expected,
        rate,
        ended,
        tables,
        isDone() ? "done" : left(rate));
  }

  private String left(double rate) {
    return expected <= rows ? "ETA unknown" : Bar.eta(expected - rows, rate);
  }
}
