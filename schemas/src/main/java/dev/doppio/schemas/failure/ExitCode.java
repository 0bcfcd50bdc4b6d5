package dev.doppio.schemas.failure;

/** Exit codes of every {@code doppio} command; the table in docs/operations.md lists them. */
public enum ExitCode {
  OK(0, "done, or drained after SIGTERM"),
  DIFFERENT(1, "a comparison found differences"),
  USAGE(2, "bad flag, configuration or argument"),
  REFUSED(3, "a preflight check refused to start; nothing was written"),
  UNAVAILABLE(4, "a server could not be reached at start"),
  REPLACED(5, "another incarnation of the same node took over"),
  STOPPED(6, "stopped in mid-flow, as a whole or in a partition, and needs an operator"),
  PENDING(7, "a change of mastership is incomplete: run the command again"),
  UNDRAINED(8, "stopped before what was in hand was finished; nothing is lost"),
  INCOMPLETE(9, "the demo or a bench failed; it says why, and where its logs are"),
  INTERNAL(70, "a defect in Doppio; please report it");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The process's exit status, 0 to 255. */
  public int code() {
    return code;
  }

  /** What it tells the operator. */
  public String meaning() {
    return meaning;
  }
}
