package dev.doppio.servers;

import static org.awaitility.Awaitility.await;

import dev.doppio.local.Child;
import dev.doppio.local.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@code doppio} command as a process of its own, the way an operator runs it. */
public final class Daemon implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(90);
  private static final AtomicInteger STARTS = new AtomicInteger();
  private final String name;
  private final List<String> arguments;
  private final int consolePort;
  private Child child;

  private Daemon(String name, List<String> arguments, int consolePort) {
    this.name = name;
    this.arguments = arguments;
    this.consolePort = consolePort;
  }

  /** Writes the configuration and starts {@code doppio <command> --config FILE}. */
  public static Daemon start(String name, List<String> command, String yaml) {
    int port = Ports.free();
    Path file = configuration(name, yaml);
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--config", file.toString(), "--set", "console.port=" + port));
    Daemon daemon = new Daemon(name, arguments, port);
    daemon.start();
    return daemon;
  }

  /** A configuration file of this run, with the passwords that it names beside it. */
  public static Path configuration(String name, String yaml) {
    try {
      Path folder = Servers.workspace().folder("config", name + "-" + STARTS.incrementAndGet());
      Files.writeString(folder.resolve("password"), "doppio\n");
      return Files.writeString(folder.resolve(name + ".yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, or starts it again after it ended. */
  public void start() {
    List<String> command = new ArrayList<>(java());
    command.addAll(arguments);
    Path log = Servers.workspace().folder("logs").resolve(name + ".log");
    child = Servers.workspace().children().start(name, command, Map.of(), log);
  }

  /** The command line before a command's own arguments. */
  public static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx160m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        "dev.doppio.cli.DoppioCommand");
  }

  /** Waits until it says that it is ready. */
  public Daemon awaitReady() {
    await()
        .atMost(READY)
        .pollInterval(Duration.ofMillis(100))
        .failFast(this::mustBeAlive)
        .until(() -> status("/ready") == 200);
    return this;
  }

  private void mustBeAlive() {
    if (!child.isAlive()) {
      throw new AssertionError(name + " ended; " + child.lastWords());
    }
  }

  private int status(String path) {
    try {
      return HttpClient.newHttpClient()
          .send(request(path), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The body of a page of its console. */
  public String page(String path) {
    try {
      return HttpClient.newHttpClient()
          .send(request(path), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(name + " does not answer on its console", e);
    }
  }

  /** A metric, added up over its series; fails when there is none, or one is unknown. */
  public double metric(String name) {
    List<Double> series =
        page("/metrics")
            .lines()
            .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
            .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
            .toList();
    if (series.isEmpty() || series.contains(Double.NaN)) {
      throw new AssertionError(this.name + " shows for " + name + ": " + series);
    }
    return series.stream().mapToDouble(Double::doubleValue).sum();
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + consolePort + path))
        .timeout(Duration.ofSeconds(5))
        .build();
  }

  /** SIGKILL, in the midst of whatever it does. */
  public void kill() {
    child.kill();
  }

  /** SIGTERM, and its exit code. */
  public int terminate() {
    child.terminate();
    return child.waitFor(Duration.ofSeconds(60));
  }

  /** Waits for its own end, and tells its exit code. */
  public int awaitEnd() {
    return child.waitFor(READY);
  }

  /** What it printed last. */
  public String lastWords() {
    return child.lastWords();
  }

  @Override
  public void close() {
    child.kill();
  }
}
