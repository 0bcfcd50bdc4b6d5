package dev.doppio.schemas.failure;

/** What a daemon does about a failure; decided by {@link FailureKind#reaction()} alone. */
public enum Reaction {
  /** Close, re-read where things stand, try again with back-off. */
  RETRY,
  /** Stop the partition concerned, only it, until an operator acts. */
  STOP_PARTITION,
  /** Leave the process with {@link FailureKind#exitCode()}. */
  EXIT
}
