package dev.doppio.logwriter.kafka;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.time.Duration;

/**
 * Remembers over sessions whether transactions fail for their age. Once may be a stall of this
 * process or of the brokers, and is tried again; twice in a row, without a commit between, the
 * transaction does not fit, and trying it for ever would fill the log with aborted records.
 */
final class TransactionTimeouts {
  private final Duration limit;
  private int inARow;

  /**
   * @param limit the producer's {@code transaction.timeout.ms}
   */
  TransactionTimeouts(Duration limit) {
    this.limit = limit;
  }

  boolean isBeyond(Duration open) {
    return open.compareTo(limit) >= 0;
  }

  void committed() {
    inARow = 0;
  }

  /** The failure of a transaction that was open for too long. */
  DoppioException failure(String size, Duration open, Throwable cause) {
    inARow++;
    String message =
        size
            + " was open for "
            + open.toMillis()
            + " ms, beyond kafka.transaction.timeout.ms="
            + limit.toMillis()
            + ", and the brokers gave it up"
            + ". A source transaction, and a whole first snapshot, has to fit into that time: raise"
            + " kafka.transaction.timeout.ms, and the brokers' transaction.max.timeout.ms where it"
            + " is lower";
    return inARow > 1
        ? new DoppioException(FailureKind.LOG_REFUSED, message, cause)
        : new DoppioException(FailureKind.LOG_UNAVAILABLE, message, cause);
  }
}
