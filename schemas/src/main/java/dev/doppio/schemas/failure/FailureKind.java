package dev.doppio.schemas.failure;

/** Everything that can go wrong, as the operator sees it. Nobody else decides to retry. */
public enum FailureKind {
  CONFIGURATION(Reaction.EXIT, ExitCode.USAGE),
  SOURCE_REFUSED(Reaction.EXIT, ExitCode.REFUSED),
  SOURCE_UNAVAILABLE(Reaction.RETRY, ExitCode.UNAVAILABLE),
  /** A login that MySQL refuses: wrong at start; once running, the password may be rotated. */
  SOURCE_DENIED(Reaction.RETRY, ExitCode.REFUSED),
  SOURCE_UNSUPPORTED(Reaction.EXIT, ExitCode.STOPPED),
  LOG_REFUSED(Reaction.EXIT, ExitCode.REFUSED),
  LOG_UNAVAILABLE(Reaction.RETRY, ExitCode.UNAVAILABLE),
  /** Credentials that the brokers reject: wrong at start; once running, they may be rotated. */
  LOG_DENIED(Reaction.RETRY, ExitCode.REFUSED),
  FENCED(Reaction.EXIT, ExitCode.REPLACED),
  MASTERSHIP_REFUSED(Reaction.EXIT, ExitCode.REFUSED),
  MASTERSHIP_PENDING(Reaction.EXIT, ExitCode.PENDING),
  LOG_GAP(Reaction.STOP_PARTITION, ExitCode.STOPPED),
  LOG_DIVERGED(Reaction.STOP_PARTITION, ExitCode.STOPPED),
  LOG_CORRUPT(Reaction.STOP_PARTITION, ExitCode.STOPPED),
  LOG_TRUNCATED(Reaction.STOP_PARTITION, ExitCode.STOPPED),
  LOG_REPLACED(Reaction.STOP_PARTITION, ExitCode.STOPPED),
  START_NOT_FOUND(Reaction.STOP_PARTITION, ExitCode.STOPPED),
  SCHEMA_UNKNOWN(Reaction.STOP_PARTITION, ExitCode.STOPPED),
  TARGET_REFUSED(Reaction.EXIT, ExitCode.REFUSED),
  TARGET_UNAVAILABLE(Reaction.RETRY, ExitCode.UNAVAILABLE),
  /** A login that the target refuses, as SOURCE_DENIED. */
  TARGET_DENIED(Reaction.RETRY, ExitCode.REFUSED),
  TARGET_REJECTED(Reaction.STOP_PARTITION, ExitCode.STOPPED),
  CHECKPOINT_LOST(Reaction.STOP_PARTITION, ExitCode.STOPPED),
  /** An operator has set it back while its owner was at work: that one begins anew there. */
  CHECKPOINT_REWOUND(Reaction.RETRY, ExitCode.UNAVAILABLE),
  REFUSED_IN_FLOW(Reaction.EXIT, ExitCode.STOPPED),
  INTERNAL(Reaction.EXIT, ExitCode.INTERNAL);

  private final Reaction reaction;
  private final ExitCode exitCode;

  FailureKind(Reaction reaction, ExitCode exitCode) {
    this.reaction = reaction;
    this.exitCode = exitCode;
  }

  /** The same for a daemon that has run before it failed: what refuses a start stops that one. */
  public FailureKind inFlow() {
    return exitCode == ExitCode.REFUSED ? REFUSED_IN_FLOW : this;
  }

  /** What a running daemon does about it. */
  public Reaction reaction() {
    return reaction;
  }

  /** True when a start may wait for it to pass; what runs waits wherever it tries again. */
  public boolean passesAtStart() {
    return reaction == Reaction.RETRY && exitCode == ExitCode.UNAVAILABLE;
  }

  /** The exit status where the process has to end because of it. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
