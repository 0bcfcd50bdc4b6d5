package dev.doppio.cli.status;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.ExitCode;
import java.util.Objects;

/**
 * One thing that is not as it should be.
 *
 * @param code STOPPED when it is known to be wrong, UNAVAILABLE when something can't be told
 * @param where partition, node or server
 * @param what what is so, and what to do
 */
public record Trouble(ExitCode code, String where, String what) {
  public Trouble {
    Objects.requireNonNull(code);
    Objects.requireNonNull(where);
    Objects.requireNonNull(what);
  }

  static Trouble wrong(Object where, String what) {
    return new Trouble(ExitCode.STOPPED, where.toString(), what);
  }

  static Trouble unknown(Object where, String what) {
    return new Trouble(ExitCode.UNAVAILABLE, where.toString(), what);
  }

  /** What could not be asked, or answered that it is not what it should be. */
  static Trouble of(Object where, DoppioException failure) {
    return failure.kind().passesAtStart()
        ? unknown(where, failure.getMessage())
        : wrong(where, failure.getMessage());
  }
}
