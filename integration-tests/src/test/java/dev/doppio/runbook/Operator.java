package dev.doppio.runbook;

import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.servers.Command;
import dev.doppio.servers.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Types what the runbook says and reads what comes of it. A question ({@code doppio status}, a look
 * into a log) is asked again until the answer is the page's, within a bound; all else is done once.
 * Used by one thread.
 */
public final class Operator {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
  private static final int LINES = 30;
  private static final String JOURNAL = "journalctl -u ";

  private final Runbook runbook;
  private final Example example;
  private final Map<String, Unit> units;
  private final Map<String, MySqlServer> servers;
  private final StringBuilder transcript = new StringBuilder();

  /**
   * @param units by name
   * @param servers by the prompt of their SQL
   */
  public Operator(
      Runbook runbook, Example example, Map<String, Unit> units, Map<String, MySqlServer> servers) {
    this.runbook = runbook;
    this.example = example;
    this.units = units;
    this.servers = servers;
  }

  /** All that was typed and answered. */
  public String transcript() {
    return transcript.toString();
  }

  /** A remark between steps. */
  public void note(String remark) {
    transcript.append("\n# ").append(remark).append('\n');
  }

  /** Every step below a heading. */
  public void play(String heading) {
    note(heading);
    example.forgetFigures();
    runbook.play(heading).forEach(this::play);
  }

  private void play(Step step) {
    String typed = example.real(step.command());
    boolean question = typed.startsWith("doppio status") || typed.startsWith(JOURNAL);
    Command.Result last = question ? ask(step, typed) : answer(step.prompt(), typed);
    record(step, typed, last);
    if (!fits(step, last)) {
      throw new AssertionError(
          step
              + "\nshould end with "
              + step.exitCode()
              + " and say, but lacks:\n"
              + String.join("\n", lacking(step, last))
              + "\n\n"
              + transcript);
    }
    example.learn(step.says(), last.output());
  }

  /** Until the answer is the page's, or for as long as that may take. */
  private Command.Result ask(Step step, String typed) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    Command.Result answer = answer(step.prompt(), typed);
    while (!fits(step, answer) && System.nanoTime() < deadline) {
      answer = answer(step.prompt(), typed);
    }
    return answer;
  }

  private boolean fits(Step step, Command.Result answer) {
    return answer.exitCode() == step.exitCode() && lacking(step, answer).isEmpty();
  }

  private List<String> lacking(Step step, Command.Result answer) {
    return step.says().stream().filter(line -> !example.isAmong(line, answer.output())).toList();
  }

  private void record(Step step, String typed, Command.Result answer) {
    transcript.append(step.prompt()).append(' ').append(typed).append('\n').append(end(answer));
    if (answer.exitCode() != 0) {
      transcript.append("exit code ").append(answer.exitCode()).append('\n');
    }
  }

  /** Of a log that has many lines only the last ones are of interest. */
  private static String end(Command.Result answer) {
    List<String> lines = answer.output().lines().toList();
    int from = Math.max(0, lines.size() - LINES);
    return String.join("\n", lines.subList(from, lines.size())) + "\n";
  }

  private Command.Result answer(String prompt, String typed) {
    if (!prompt.equals("$")) {
      return sql(servers.get(prompt), typed);
    }
    List<String> words = words(typed);
    return switch (words.get(0)) {
      case "doppio" -> Command.run(words.subList(1, words.size()));
      case "systemctl" -> systemctl(words);
      case "install" -> install(Path.of(words.get(3)), Path.of(words.get(4)));
      case "journalctl" -> new Command.Result(0, units.get(words.get(2)).journal());
      default -> throw new AssertionError("the runbook types what nobody can play: " + typed);
    };
  }

  private static Command.Result install(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
      return new Command.Result(0, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Command.Result systemctl(List<String> words) {
    Unit unit = units.get(words.get(words.size() - 1));
    String answer = "";
    switch (words.get(1)) {
      case "start" -> unit.start();
      case "stop" -> unit.stop();
      case "restart" -> {
        unit.stop();
        unit.start();
      }
      case "show" -> answer = "ExecMainStatus=" + unit.exitCode() + "\n";
      default -> throw new AssertionError("systemctl " + words);
    }
    return new Command.Result(0, answer);
  }

  private static Command.Result sql(MySqlServer server, String statement) {
    try (Connection connection = Servers.connect(server);
        Statement sql = connection.createStatement()) {
      sql.execute(statement.replaceFirst(";$", ""));
      return new Command.Result(0, "");
    } catch (SQLException e) {
      throw new AssertionError(statement, e);
    }
  }

  private static List<String> words(String typed) {
    return WORD.matcher(typed)
        .results()
        .map(word -> word.group(word.group(1) != null ? 1 : word.group(2) != null ? 2 : 3))
        .toList();
  }
}
