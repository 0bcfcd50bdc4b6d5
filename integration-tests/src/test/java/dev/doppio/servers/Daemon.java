package dev.doppio.servers;

import static org.awaitility.Awaitility.await;

import dev.doppio.local.Child;
import dev.doppio.local.ClassArchive;
import dev.doppio.local.Ports;
import java.io.File;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@code doppio} command as a process of its own, the way an operator runs it. */
public final class Daemon implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(90);
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** Of the product alone: what belongs to the tests is in a folder. */
  private static final String CLASS_PATH =
      Stream.of(
              System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                  .split(File.pathSeparator))
          .filter(entry -> !entry.isEmpty() && !entry.endsWith("test-classes"))
          .collect(Collectors.joining(File.pathSeparator));

  private static final ClassArchive CLASSES =
      new ClassArchive(CLASS_PATH, Servers.workspace().folder("classes").resolve("daemon.jsa"));

  private static final AtomicInteger STARTS = new AtomicInteger();
  private static final String USUAL_HEAP = "160m";
  private final String name;
  private final List<String> arguments;
  private final int consolePort;
  private String heap = USUAL_HEAP;
  private Child child;

  private Daemon(String name, List<String> arguments, int consolePort) {
    this.name = name;
    this.arguments = arguments;
    this.consolePort = consolePort;
  }

  /** Writes the configuration and starts {@code doppio <command> --config FILE}. */
  public static Daemon start(String name, List<String> command, String yaml) {
    Daemon daemon = prepare(name, command, yaml);
    daemon.start();
    return daemon;
  }

  /** Writes the configuration; the caller starts it. */
  public static Daemon prepare(String name, List<String> command, String yaml) {
    int port = Ports.free();
    Path file = configuration(name, yaml);
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--config", file.toString(), "--set", "console.port=" + port));
    return new Daemon(name, arguments, port);
  }

  /**
   * Runs a configuration that the caller has written.
   *
   * @param consolePort that it names
   */
  public static Daemon of(String name, List<String> command, Path file, int consolePort) {
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--config", file.toString()));
    return new Daemon(name, arguments, consolePort);
  }

  /** Where its console listens. */
  public int consolePort() {
    return consolePort;
  }

  /** From its next start on with this {@code -Xmx}. */
  public Daemon withHeap(String size) {
    heap = size;
    return this;
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

  /** Starts it, or starts it again after it ended; with these flags of the JVM for this life. */
  public void start(String... flags) {
    start(Map.of(), flags);
  }

  /** The same with more in its environment. */
  public void start(Map<String, String> environment, String... flags) {
    List<String> command = java(heap, CLASSES.flagsOfFirst(), flags);
    command.addAll(arguments);
    child = Servers.workspace().children().start(name, command, environment, logFile());
  }

  /** The command line before a command's own arguments. */
  public static List<String> java() {
    return java(List.of());
  }

  /** The same with these flags of the JVM. */
  static List<String> java(List<String> flags) {
    return java(USUAL_HEAP, CLASSES.flags(), flags.toArray(String[]::new));
  }

  private static List<String> java(String heap, List<String> archive, String... flags) {
    List<String> line = new ArrayList<>();
    line.add(JAVA);
    line.addAll(archive);
    line.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // A JVM without memory limps: an error there is the end, as in the command's own script.
    line.add("-XX:OnOutOfMemoryError=kill -9 %p");
    line.addAll(List.of(flags));
    line.add("-cp");
    line.add(CLASS_PATH);
    line.add("dev.doppio.cli.DoppioCommand");
    return line;
  }

  /** Where all its lives write what they say. */
  public Path logFile() {
    return Servers.workspace().folder("logs").resolve(name + ".log");
  }

  /** What all its lives have said so far. */
  public String said() {
    try {
      return Files.readString(logFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean isAlive() {
    return child.isAlive();
  }

  public long pid() {
    return child.pid();
  }

  /** Waits until it says that it is ready. */
  public Daemon awaitReady() {
    await()
        .atMost(READY)
        .pollInterval(Duration.ofMillis(100))
        .failFast(this::mustBeAlive)
        .until(() -> status("/ready") == 200);
    CLASSES.make(Servers.workspace().children()::supervise);
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

  /** The sum over all series of a metric; NaN before it answers, or when there is none. */
  public double metric(String metric) {
    try {
      return page("/metrics")
          .lines()
          .filter(line -> line.matches(Pattern.quote(metric) + "[ {].*"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .reduce(Double::sum)
          .orElse(Double.NaN);
    } catch (AssertionError noAnswer) {
      return Double.NaN;
    }
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

  /** SIGSTOP: it stands still with its connections open, until {@link #resume()}. */
  public void pause() {
    child.pause();
  }

  /** SIGCONT. */
  public void resume() {
    child.resume();
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
    if (child != null) {
      child.kill();
    }
  }
}
