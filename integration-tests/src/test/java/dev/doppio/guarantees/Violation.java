package dev.doppio.guarantees;

/**
 * A broken promise.
 *
 * @param kind which
 * @param what the evidence
 */
public record Violation(Kind kind, String what) {
  /** The ways in which a promise about changes can be broken. */
  public enum Kind {
    /** Committed at the source and not there, or not with the same bytes. */
    LOST,
    /** There more often than it was committed. */
    DOUBLED,
    /** There in part. */
    TORN,
    /** There in another order. */
    OUT_OF_ORDER
  }

  /** Notes it where the condition does not hold. */
  static void unless(
      boolean holds, java.util.List<Violation> violations, Kind kind, String format, Object... a) {
    if (!holds) {
      violations.add(new Violation(kind, String.format(format, a)));
    }
  }

  @Override
  public String toString() {
    return kind + " " + what;
  }
}
