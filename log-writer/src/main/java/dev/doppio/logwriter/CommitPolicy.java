package dev.doppio.logwriter;

import java.time.Duration;

/**
 * When the log's open transaction is committed: at once when the source is drained, else at an age
 * or a size, whichever comes first. A trickle is thus visible after one commit, a flood pays for
 * few, a backlog for fewer.
 *
 * @param maxAge of the oldest record that is not committed; measured: 10 ms halves throughput at
 *     saturation, 50 ms or more does not
 * @param maxBytes of keys and values in one transaction; a source transaction is never split, so a
 *     large one exceeds it
 * @param positionInterval a position that moved without records is committed this often
 */
public record CommitPolicy(Duration maxAge, long maxBytes, Duration positionInterval) {
  public CommitPolicy {
    if (maxAge.isNegative() || positionInterval.isNegative() || maxBytes < 1) {
      throw new IllegalArgumentException("commit: ages are 0 or more, bytes 1 or more");
    }
  }

  /**
   * A source that has said nothing for so long is drained. Between two transactions of a flood
   * there are moments too, when its threads wait for a processor.
   */
  static final Duration LULL = Duration.ofMillis(1);

  /** Oldest transaction of a backlog, unless {@code maxAge} is more. */
  private static final Duration BACKLOG_AGE = Duration.ofSeconds(1);

  /** 100 ms, 16 MiB, positions every second. */
  public static CommitPolicy standard() {
    return new CommitPolicy(Duration.ofMillis(100), 16L << 20, Duration.ofSeconds(1));
  }

  /**
   * @param age of the open transaction
   * @param bytes in it
   * @param lag of what is written behind the source's clock: a backlog is committed in fewer,
   *     larger transactions, none of which adds more than a tenth to the lag there is
   */
  boolean recordsDue(boolean drained, Duration age, long bytes, Duration lag) {
    return drained || bytes >= maxBytes || age.compareTo(ageLimit(lag)) >= 0;
  }

  private Duration ageLimit(Duration lag) {
    Duration tenth = Duration.ofMillis(lag.toMillis() / 10);
    Duration allowed = tenth.compareTo(BACKLOG_AGE) < 0 ? tenth : BACKLOG_AGE;
    return allowed.compareTo(maxAge) < 0 ? maxAge : allowed;
  }

  boolean positionDue(Duration sinceCommit) {
    return sinceCommit.compareTo(positionInterval) >= 0;
  }
}
