package dev.doppio.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The process that ends a group of children when its input ends; see {@code supervisor.sh}. */
final class Supervisor implements AutoCloseable {
  private static final String SCRIPT = script();

  private final Process process;

  private Supervisor(Process process) {
    this.process = process;
  }

  /** In a session of its own, so that what the terminal sends to us does not end it. */
  static Supervisor start(String marker) {
    try {
      Process process =
          new ProcessBuilder("setsid", "/bin/sh", "-c", SCRIPT, "doppio-supervisor", marker)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new Supervisor(process);
    } catch (IOException e) {
      String remedy = " (it needs /bin/sh and setsid, of the package util-linux)";
      throw new LocalException("Cannot start a supervisor: " + e.getMessage() + remedy, e);
    }
  }

  void onEnd(Runnable action) {
    process.onExit().thenRunAsync(action);
  }

  void add(long group) {
    write("+ " + group);
  }

  void remove(long group) {
    write("- " + group);
  }

  private synchronized void write(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
    } catch (IOException itEnded) {
      // Its end is noticed, and another one told of all children.
      return;
    }
  }

  /** Ends its input and waits until it has done its work. */
  @Override
  public synchronized void close() {
    try {
      process.getOutputStream().close();
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (IOException ignored) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String script() {
    try (InputStream in = Supervisor.class.getResourceAsStream("supervisor.sh")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new LocalException("supervisor.sh is missing from this program", e);
    }
  }
}
