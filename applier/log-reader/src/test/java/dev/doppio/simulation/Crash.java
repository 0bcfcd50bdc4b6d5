package dev.doppio.simulation;

/** The process ends here and now. An error, so that no code under test goes on after it. */
final class Crash extends Error {
  private static final long serialVersionUID = 1;

  Crash() {
    super("the process died", null, false, false);
  }
}
