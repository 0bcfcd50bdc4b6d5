package dev.doppio.hazards;

import dev.doppio.guarantees.Violation;
import java.time.Duration;
import java.util.List;

/**
 * What came of a fault.
 *
 * @param fault which
 * @param observed its effect
 * @param transactions that MySQL acknowledged while it lasted
 * @param recovery from its end until a transaction went all the way to the replica
 * @param violations found by all guarantees after it
 */
record Outcome(
    Fault fault, String observed, int transactions, Duration recovery, List<Violation> violations) {

  long count(Violation.Kind kind) {
    return violations.stream().filter(violation -> violation.kind() == kind).count();
  }

  /** A line of the table in docs/guarantees.md. */
  String row() {
    return String.format(
        "| %s | %s | %d | %d | %d | %d | %d | %.1f |",
        fault.name(),
        observed,
        transactions,
        count(Violation.Kind.LOST),
        count(Violation.Kind.DOUBLED),
        count(Violation.Kind.TORN),
        count(Violation.Kind.OUT_OF_ORDER),
        recovery.toMillis() / 1e3);
  }
}
