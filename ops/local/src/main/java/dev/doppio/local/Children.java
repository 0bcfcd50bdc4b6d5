package dev.doppio.local;

import dev.doppio.local.Signals.Signal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A group of child processes that cannot outlive this JVM. A supervisor process reads a pipe from
 * us; at its end (we closed it, or were killed) it kills every child with all its descendants: by
 * process group, and, for those that left their group, by a marker in the environment that
 * descendants inherit.
 *
 * <p>A child starts in two steps, so that none runs unknown to the supervisor: it waits for a line
 * from us, we register it, we write the line. Safe between threads.
 */
public final class Children implements AutoCloseable {
  private static final String MARKER = "DOPPIO_CHILDREN";
  // exec: the process that waits becomes the program, so its pid is the program's.
  private static final String WAIT_THEN_EXEC =
      "read -r go || exit 125; [ \"$go\" = go ] || exit 125; exec \"$@\" </dev/null";

  private final String marker;
  private final Map<Long, Child> running = new LinkedHashMap<>();
  private Supervisor supervisor;
  private boolean closed;

  private Children(String marker) {
    this.marker = marker;
    this.supervisor = Supervisor.start(marker);
    supervisor.onEnd(this::replaceSupervisor);
  }

  /** A new, empty group with its supervisor. */
  public static Children supervised() {
    return supervised(UUID.randomUUID().toString());
  }

  static Children supervised(String id) {
    return new Children(markerOf(id));
  }

  /** Kills what is left of a group whose owner and supervisor are both gone. */
  static void killThoseOf(String id) {
    Supervisor.start(markerOf(id)).close();
  }

  /** The line in the environment of each process that was started in the group with this id. */
  static String markerOf(String id) {
    return MARKER + "=" + id;
  }

  /**
   * Starts a program in a session of its own: Ctrl-C at the terminal reaches us alone.
   *
   * @param environment added to ours
   * @param logFile both output streams are appended to it
   */
  public synchronized Child start(
      String name, List<String> command, Map<String, String> environment, Path logFile) {
    if (closed) {
      throw new LocalException("Cannot start " + name + ": its group of processes is closed");
    }
    List<String> line = new ArrayList<>(List.of("setsid", "/bin/sh", "-c", WAIT_THEN_EXEC, name));
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(environment);
    supervise(builder);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
    try {
      Files.createDirectories(logFile.toAbsolutePath().getParent());
      Process process = builder.start();
      Child child = new Child(name, process, logFile);
      running.put(process.pid(), child);
      process.onExit().thenAcceptAsync(this::ended);
      supervisor.add(process.pid());
      try (OutputStream gate = process.getOutputStream()) {
        gate.write("go\n".getBytes(StandardCharsets.US_ASCII));
      }
      return child;
    } catch (IOException e) {
      throw new LocalException("Cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  /** For a program that the caller runs to its end: should we be killed before, so is it. */
  public ProcessBuilder supervise(ProcessBuilder program) {
    String[] nameAndValue = marker.split("=", 2);
    program.environment().put(nameAndValue[0], nameAndValue[1]);
    return program;
  }

  /** Kills what still runs, and waits until it is gone. */
  @Override
  public void close() {
    List<Child> left;
    Supervisor last;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      left = List.copyOf(running.values());
      last = supervisor;
    }
    left.forEach(Child::kill);
    // The supervisor finds what has left its group, then ends.
    last.close();
  }

  private void ended(Process leader) {
    // Before the supervisor forgets the group: what the leader left behind must not stay.
    Signals.send(Signal.KILL, leader.pid());
    synchronized (this) {
      running.remove(leader.pid());
      if (!closed) {
        supervisor.remove(leader.pid());
      }
    }
  }

  private synchronized void replaceSupervisor() {
    if (!closed) {
      supervisor = Supervisor.start(marker);
      running.keySet().forEach(supervisor::add);
      supervisor.onEnd(this::replaceSupervisor);
    }
  }
}
