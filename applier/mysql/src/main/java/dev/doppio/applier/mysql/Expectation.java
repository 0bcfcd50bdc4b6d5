package dev.doppio.applier.mysql;

import dev.doppio.schemas.change.Operation;

/** Whether a document should be at the replica before a change of it. */
enum Expectation {
  PRESENT,
  ABSENT,
  /** A snapshot read it: it may or may not be. */
  UNKNOWN;

  static Expectation before(Operation operation) {
    return switch (operation) {
      case INSERT -> ABSENT;
      case UPDATE, DELETE -> PRESENT;
      case READ -> UNKNOWN;
    };
  }
}
