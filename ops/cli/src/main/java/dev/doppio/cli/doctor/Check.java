package dev.doppio.cli.doctor;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.ExitCode;
import java.util.List;
import java.util.Objects;

/**
 * One thing that was looked at.
 *
 * @param daemon whose start hangs on it
 * @param subject what was looked at
 * @param findings what is to be said; none where all is well
 */
public record Check(String daemon, String subject, List<Finding> findings) {
  public Check {
    Objects.requireNonNull(daemon);
    Objects.requireNonNull(subject);
    findings = List.copyOf(findings);
  }

  /** How much a finding matters. */
  public enum Grade {
    /** The daemon starts all the same. */
    WARNING(ExitCode.OK),
    /** A server does not answer, so nobody can tell. */
    UNREACHABLE(ExitCode.UNAVAILABLE),
    /** The daemon would refuse to start, or a partition would stop. */
    REFUSED(ExitCode.REFUSED),
    /** The configuration itself is wrong. */
    MISUSED(ExitCode.USAGE);

    private final ExitCode code;

    Grade(ExitCode code) {
      this.code = code;
    }

    /** What the command ends with where nothing is worse. */
    public ExitCode code() {
      return code;
    }
  }

  /**
   * One thing to say.
   *
   * @param grade how much it matters
   * @param what what is so, and what to do
   */
  public record Finding(Grade grade, String what) {
    public Finding {
      Objects.requireNonNull(grade);
      Objects.requireNonNull(what);
    }

    static Finding warning(String what) {
      return new Finding(Grade.WARNING, what);
    }

    static Finding refused(String what) {
      return new Finding(Grade.REFUSED, what);
    }

    /** What could not be looked at, or was refused. */
    static Finding of(DoppioException failure) {
      Grade grade =
          failure.kind().exitCode() == ExitCode.USAGE
              ? Grade.MISUSED
              : failure.kind().passesAtStart() ? Grade.UNREACHABLE : Grade.REFUSED;
      return new Finding(grade, failure.getMessage());
    }
  }
}
