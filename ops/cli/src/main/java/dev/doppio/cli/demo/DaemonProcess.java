package dev.doppio.cli.demo;

import dev.doppio.local.Child;
import dev.doppio.local.LocalException;
import dev.doppio.local.Workspace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real {@code doppio} daemon in a process of its own. Safe between threads. */
final class DaemonProcess {
  private static final Duration ASK = Duration.ofSeconds(2);
  private static final Duration END = Duration.ofSeconds(30);

  private final Workspace workspace;
  private final String name;
  private final OwnProgram doppio;
  private final List<String> arguments;
  private final Path logFile;
  private final String consoleUrl;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ASK).build();
  private volatile Optional<Child> child = Optional.empty();
  private volatile boolean killed;
  private volatile boolean wasReady;

  DaemonProcess(
      Workspace workspace,
      String name,
      OwnProgram doppio,
      List<String> arguments,
      int consolePort) {
    this.workspace = workspace;
    this.name = name;
    this.doppio = doppio;
    this.arguments = arguments;
    this.logFile = workspace.folder("doppio").resolve(name + ".log");
    this.consoleUrl = "http://127.0.0.1:" + consolePort;
  }

  /** Starts it, and does not wait. */
  void start() {
    killed = false;
    wasReady = false;
    child =
        Optional.of(workspace.children().start(name, doppio.command(arguments), Map.of(), logFile));
  }

  /** SIGKILL. */
  void kill() {
    killed = true;
    child.ifPresent(Child::kill);
  }

  /** SIGTERM, and does not wait. */
  void terminate() {
    child.orElseThrow().terminate();
  }

  /** The exit status. */
  int awaitEnd() {
    return child.orElseThrow().waitFor(END);
  }

  long pid() {
    return child.orElseThrow().pid();
  }

  String name() {
    return name;
  }

  String consoleUrl() {
    return consoleUrl;
  }

  String lastWords() {
    return child.map(Child::lastWords).orElse("it was never started");
  }

  Path logFile() {
    return logFile;
  }

  /** The answer of {@code /ready}: what it is waiting for, as one line; empty when it is ready. */
  Optional<String> obstacle() {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(consoleUrl + "/ready")).timeout(ASK).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? Optional.empty()
          : Optional.of(answer.body().lines().findFirst().orElse("not ready"));
    } catch (IOException e) {
      return Optional.of("starting");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  /**
   * What it is doing, for the table.
   *
   * @throws LocalException when it has ended though nobody killed it
   */
  String state() {
    if (killed) {
      return name + " killed (SIGKILL)";
    }
    mustLive();
    Optional<String> obstacle = obstacle();
    wasReady |= obstacle.isEmpty();
    return name + (obstacle.isEmpty() ? " running" : wasReady ? " not ready" : " starting");
  }

  /** The command as one would type it, and its process. */
  @Override
  public String toString() {
    return "doppio " + String.join(" ", arguments) + " (pid " + pid() + ")";
  }

  /** Fails when it has ended though nobody killed it. */
  void mustLive() {
    Optional<Child> ended = child.filter(c -> !killed && !c.isAlive());
    if (ended.isPresent()) {
      throw new LocalException(
          "The "
              + name
              + " ended with exit code "
              + ended.get().exitCode().orElse(-1)
              + "; "
              + ended.get().lastWords());
    }
  }
}
