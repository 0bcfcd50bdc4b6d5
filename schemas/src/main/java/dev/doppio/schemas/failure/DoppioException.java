package dev.doppio.schemas.failure;

import java.util.Objects;

/**
 * A failure of a known kind. The message is the sentence an operator reads: what happened, where
 * (partition, SCN, GTID, table, configuration path), and what to do.
 */
public final class DoppioException extends RuntimeException {
  private final FailureKind kind;

  /**
   * @param kind decides the reaction
   * @param message what, where, what to do
   */
  public DoppioException(FailureKind kind, String message) {
    super(message);
    this.kind = Objects.requireNonNull(kind);
  }

  /**
   * @param kind decides the reaction
   * @param message what, where, what to do
   * @param cause the driver's own exception
   */
  public DoppioException(FailureKind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind);
  }

  /** The kind, from which the reaction follows. */
  public FailureKind kind() {
    return kind;
  }
}
