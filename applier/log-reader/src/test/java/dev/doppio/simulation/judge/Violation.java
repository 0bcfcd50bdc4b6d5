package dev.doppio.simulation.judge;

/** A guarantee does not hold. An error, so that no code under test takes it for a failure. */
public final class Violation extends AssertionError {
  private final String guarantee;

  /**
   * @param guarantee G1 to G8
   * @param what what was seen, and where
   */
  public Violation(String guarantee, String what) {
    super(guarantee + ": " + what);
    this.guarantee = guarantee;
  }

  /** The guarantee that is broken. */
  public String guarantee() {
    return guarantee;
  }
}
