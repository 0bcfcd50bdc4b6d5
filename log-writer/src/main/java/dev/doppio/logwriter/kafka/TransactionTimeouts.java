package dev.doppio.logwriter.kafka;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.time.Duration;

/**
 * How long a session's transactions may stay open, over the sessions of a process. A short time
 * frees readers soon after a writer has died without a successor, and a large source transaction
 * needs a long one; the brokers learn of it when a session begins. So sessions begin with the usual
 * time, and one that meets a transaction too large for it is followed by one whose time is computed
 * from its size. Used by one thread.
 *
 * <p>A transaction that failed for its age may have met a stall of this process or of the brokers:
 * it is tried again, with the longest time. Twice in a row with that, without a commit between, it
 * does not fit, and trying it for ever would fill the log with aborted records.
 */
final class TransactionTimeouts {
  /** Kafka's own default. */
  private static final Duration USUAL = Duration.ofMinutes(1);

  /** Of binlog, to the log: a tenth of what a small machine was seen to do. */
  private static final long BYTES_PER_SECOND = 1 << 20;

  private final Duration longest;
  private Duration current;
  private Duration next;
  private int inARow;

  /**
   * @param longest the operator's {@code kafka.transaction.timeout.ms}
   */
  TransactionTimeouts(Duration longest) {
    this.longest = longest;
    this.current = usual();
    this.next = usual();
  }

  private Duration usual() {
    return shorter(USUAL, longest);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** A session whose size nobody can tell, as that of a first snapshot. */
  void expectUnknownSize() {
    next = longest;
  }

  /** The time-out of a session that begins. */
  Duration begin() {
    current = next;
    next = usual();
    return current;
  }

  /**
   * @param bytes that a source transaction takes in the binlog
   * @return false when only a later session has the time for it; the next one has
   */
  boolean admit(long bytes) {
    Duration needed = Duration.ofSeconds(bytes / BYTES_PER_SECOND);
    if (shorter(needed, longest).compareTo(current) <= 0) {
      return true;
    }
    next = shorter(needed.plus(USUAL), longest);
    return false;
  }

  boolean isBeyond(Duration open) {
    return open.compareTo(current) >= 0;
  }

  void committed() {
    inARow = 0;
  }

  /** The failure of a transaction that was open for too long. */
  DoppioException failure(String size, Duration open, Throwable cause) {
    inARow += current.equals(longest) ? 1 : 0;
    next = longest;
    String message =
        size
            + " was open for "
            + open.toMillis()
            + " ms, beyond its time-out of "
            + current.toMillis()
            + " ms, and the brokers gave it up. A source transaction, and a whole first snapshot,"
            + " has to fit into kafka.transaction.timeout.ms="
            + longest.toMillis()
            + ": raise it where that is not enough, and the brokers' transaction.max.timeout.ms"
            + " where it is lower";
    return inARow > 1
        ? new DoppioException(FailureKind.LOG_REFUSED, message, cause)
        : new DoppioException(FailureKind.LOG_UNAVAILABLE, message, cause);
  }
}
