package dev.doppio.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Short programs, run to their end. */
public final class Programs {
  private Programs() {}

  /** What a program said (both streams), and its exit code. */
  public record Outcome(int exitCode, String output) {}

  /** Runs it with no input; an unstartable one has exit code 127. */
  public static Outcome run(ProcessBuilder program) {
    try {
      Process process = program.redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), output);
    } catch (IOException e) {
      return new Outcome(127, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalException("Interrupted in " + program.command(), e);
    }
  }
}
