package dev.doppio.runbook;

import java.util.List;

/**
 * A line of the runbook that an operator types, with what is to come of it.
 *
 * @param line of the page
 * @param prompt {@code $}, or the server whose SQL it is: {@code source>}, {@code replica>}
 * @param command as it stands there
 * @param says lines that are to be among the answer's; {@code ...} is anything
 * @param exitCode of the command
 */
public record Step(int line, String prompt, String command, List<String> says, int exitCode) {
  public Step {
    says = List.copyOf(says);
  }

  @Override
  public String toString() {
    return "docs/operations.md:" + line + ": " + prompt + " " + command;
  }
}
