package dev.doppio.capture.preflight;

import java.util.Objects;

/**
 * One thing that preflight has to say.
 *
 * @param severity whether it refuses the start
 * @param where server, setting, table or column
 * @param what what is so
 * @param remedy the statement or the setting that fixes it
 */
public record Finding(Severity severity, String where, String what, String remedy) {
  /** What a finding does to the start. */
  public enum Severity {
    REFUSAL,
    WARNING
  }

  public Finding {
    Objects.requireNonNull(severity);
    if (where.isBlank() || what.isBlank() || remedy.isBlank()) {
      throw new IllegalArgumentException("a finding says where, what and what to do");
    }
  }

  /** A finding that refuses the start. */
  public static Finding refusal(String where, String what, String remedy) {
    return new Finding(Severity.REFUSAL, where, what, remedy);
  }

  /** A finding that is only said. */
  public static Finding warning(String where, String what, String remedy) {
    return new Finding(Severity.WARNING, where, what, remedy);
  }

  /** True when nothing may start. */
  public boolean refuses() {
    return severity == Severity.REFUSAL;
  }

  @Override
  public String toString() {
    return where + ": " + what + ". " + remedy;
  }
}
