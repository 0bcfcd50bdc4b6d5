package dev.doppio.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.local.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code doppio} command run to its end, the way an operator types it. */
public final class Command {
  /** A first demo on a slow machine unpacks MySQL, and starts seven servers and daemons. */
  private static final long LIMIT_SECONDS = 300;

  private Command() {}

  /**
   * What came of it.
   *
   * @param exitCode of the process
   * @param output of both streams
   */
  public record Result(int exitCode, String output) {
    /** Asserts the exit code. */
    public Result exits(int expected) {
      assertThat(exitCode).as("exit code; it said:\n%s", output).isEqualTo(expected);
      return this;
    }

    /** Asserts that it says each of these. */
    public Result says(String... sentences) {
      assertThat(output).contains(sentences);
      return this;
    }
  }

  /** Runs {@code doppio <command> --config FILE flags...}. */
  public static Result run(List<String> command, String yaml, String... flags) {
    Path file = Daemon.configuration(command.get(0), yaml);
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--config", file.toString()));
    arguments.addAll(List.of(flags));
    if (arguments.stream().noneMatch(argument -> argument.startsWith("console.port"))) {
      arguments.addAll(List.of("--set", "console.port=" + Ports.free()));
    }
    return run(arguments);
  }

  /** Runs {@code doppio arguments...}, in a JVM in which other commands have run before. */
  public static Result run(List<String> arguments) {
    try {
      Path out = out();
      int code = CommandHosts.run(arguments, out, LIMIT_SECONDS);
      return new Result(code, Files.readString(out, StandardCharsets.UTF_8));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("could not run " + arguments, e);
    }
  }

  private static Path out() {
    return Servers.workspace().folder("commands").resolve("out-" + System.nanoTime());
  }

  /** In a JVM of its own, with these flags. */
  public static Result runWith(List<String> flags, List<String> arguments) {
    try {
      List<String> line = new ArrayList<>(Daemon.java(flags));
      line.addAll(arguments);
      Path out = out();
      Process process =
          new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(out.toFile()).start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(arguments + " did not end; it said:\n" + Files.readString(out));
      }
      return new Result(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("could not run " + arguments, e);
    }
  }
}
