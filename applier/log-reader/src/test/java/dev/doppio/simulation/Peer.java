package dev.doppio.simulation;

import dev.doppio.schemas.failure.FailureKind;

/** What a process talks to, and what it calls a peer that does not answer. */
enum Peer {
  SOURCE(FailureKind.SOURCE_UNAVAILABLE),
  LOG(FailureKind.LOG_UNAVAILABLE),
  TARGET(FailureKind.TARGET_UNAVAILABLE);

  private final FailureKind unavailable;

  Peer(FailureKind unavailable) {
    this.unavailable = unavailable;
  }

  FailureKind unavailable() {
    return unavailable;
  }
}
