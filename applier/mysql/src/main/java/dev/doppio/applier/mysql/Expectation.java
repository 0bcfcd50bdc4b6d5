package dev.doppio.applier.mysql;

import dev.doppio.schemas.change.Operation;

/** Whether a document should be at the replica before a change of it. */
enum Expectation {
  PRESENT,
  ABSENT,
  /** A snapshot read it, or is about to, or it is as after a later change: nobody knows. */
  UNKNOWN;

  /**
   * @param unknown a snapshot of its table is on its way, so a document may not be here yet; or the
   *     change was applied before, so it may be as it was after a later one
   */
  static Expectation before(Operation operation, boolean unknown) {
    return unknown ? UNKNOWN : before(operation);
  }

  private static Expectation before(Operation operation) {
    return switch (operation) {
      case INSERT -> ABSENT;
      case UPDATE, DELETE -> PRESENT;
      case READ -> UNKNOWN;
    };
  }
}
