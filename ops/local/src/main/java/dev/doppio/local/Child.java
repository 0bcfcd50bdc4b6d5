package dev.doppio.local;

import dev.doppio.local.Signals.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A running child process, the leader of a process group of its own. Signals go to the whole group,
 * so a wrapper script and what it runs share one fate. When the leader ends, what is left of its
 * group is killed. Safe between threads.
 */
public final class Child {
  private static final int EXIT_BY_SIGNAL = 128;

  private final String name;
  private final Process process;
  private final Path logFile;

  Child(String name, Process process, Path logFile) {
    this.name = name;
    this.process = process;
    this.logFile = logFile;
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  /** Where its output and error streams go, one run after the other. */
  public Path logFile() {
    return logFile;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL, then waits until it is gone. */
  public void kill() {
    signal(Signal.KILL);
    waitFor(Duration.ofSeconds(30));
  }

  /** SIGTERM; returns at once. */
  public void terminate() {
    signal(Signal.TERM);
  }

  /** SIGSTOP: the process stands still, with its connections open, until {@link #resume()}. */
  public void pause() {
    signal(Signal.STOP);
  }

  /** SIGCONT. */
  public void resume() {
    signal(Signal.CONT);
  }

  /** Empty while it runs; 128 + n if signal n ended it. */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** True if signal n ended it, as far as an exit code can tell. */
  public boolean endedBySignal(int n) {
    return exitCode().orElse(0) == EXIT_BY_SIGNAL + n;
  }

  /**
   * Waits for its end.
   *
   * @return the exit code
   * @throws LocalException with the end of its log if it is still running after {@code atMost}
   */
  public int waitFor(Duration atMost) {
    try {
      if (process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalException("Interrupted while waiting for the end of " + this, e);
    }
    throw new LocalException(this + " did not end within " + atMost + "; " + lastWords());
  }

  /** SIGTERM, then SIGKILL if it has not ended {@code atMost} later. */
  public void stop(Duration atMost) {
    terminate();
    try {
      process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (process.isAlive()) {
      kill();
    }
  }

  /** The last lines of the log, at most {@code lines}. */
  public List<String> logTail(int lines) {
    try {
      // Not every program writes UTF-8; a strange byte must not hide the rest.
      String all = Files.readString(logFile, StandardCharsets.ISO_8859_1);
      List<String> every = all.lines().toList();
      return every.subList(Math.max(0, every.size() - lines), every.size());
    } catch (IOException e) {
      return List.of("(no log: " + e.getMessage() + ")");
    }
  }

  /** For error messages: where the log is, and how it ends. */
  public String lastWords() {
    return "its log " + logFile + " ends:\n  " + String.join("\n  ", logTail(20));
  }

  private void signal(Signal signal) {
    if (process.isAlive()) {
      Signals.send(signal, process.pid());
    }
  }

  @Override
  public String toString() {
    return name + " (pid " + process.pid() + ")";
  }
}
