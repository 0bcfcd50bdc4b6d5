package dev.doppio.applier.mysql;

import dev.doppio.schemas.change.Operation;

/** Whether a document should be at the replica before a change of it. */
enum Expectation {
  PRESENT,
  ABSENT,
  /** A snapshot read it, or is about to: it may or may not be. */
  UNKNOWN;

  /**
   * @param snapshot of its table is on its way, so a document may not be here yet
   */
  static Expectation before(Operation operation, boolean snapshot) {
    return snapshot ? UNKNOWN : before(operation);
  }

  private static Expectation before(Operation operation) {
    return switch (operation) {
      case INSERT -> ABSENT;
      case UPDATE, DELETE -> PRESENT;
      case READ -> UNKNOWN;
    };
  }
}
