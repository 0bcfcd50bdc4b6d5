package dev.doppio.local.opensearch;

import dev.doppio.local.Cache;
import dev.doppio.local.Child;
import dev.doppio.local.ClassArchive;
import dev.doppio.local.LocalException;
import dev.doppio.local.Ports;
import dev.doppio.local.ServerClassPath;
import dev.doppio.local.Workspace;
import java.io.IOException;
import java.net.HttpURLConnection;
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
import java.util.Optional;

/**
 * A running OpenSearch, a cluster of one node without security, on loopback. Its data stay when it
 * is stopped or killed, and go with the workspace. Safe between threads.
 */
public final class OpenSearchServer implements AutoCloseable {
  private static final String MAIN = "dev.doppio.local.opensearch.node.OpenSearchNode";
  private static final Duration READY_WITHIN = Duration.ofSeconds(120);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long POLL_MILLIS = 100;
  private static final int HEAP_MEGABYTES = 384;

  /** To the console alone, which is the log file. */
  private static final String LOGGING =
      """
      status = error
      appender.console.type = Console
      appender.console.name = console
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d{HH:mm:ss.SSS} %-5p %c{1.} %m%n
      rootLogger.level = info
      rootLogger.appenderRef.console.ref = console
      """;

  private final Workspace workspace;
  private final String name;
  private final List<String> settings;
  private final Path folder;
  private final int port = Ports.free();
  private final int transportPort = Ports.free();
  private Optional<Child> child = Optional.empty();

  private static final class Lazy {
    static final String CLASS_PATH = ServerClassPath.of(MAIN);
    static final ClassArchive CLASSES = new ClassArchive(CLASS_PATH, file());

    private static Path file() {
      String java = System.getProperty("java.home") + System.getProperty("java.vm.version");
      String key = Integer.toHexString((java + CLASS_PATH).hashCode());
      return Cache.folder().resolve("classes-opensearch-" + key + ".jsa");
    }
  }

  private OpenSearchServer(Workspace workspace, String name, List<String> settings) {
    this.workspace = workspace;
    this.name = name;
    this.settings = settings;
    this.folder = workspace.folder("opensearch-" + name);
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param settings further ones, as {@code name=value}
   */
  public static OpenSearchServer start(Workspace workspace, String name, String... settings) {
    OpenSearchServer server = new OpenSearchServer(workspace, name, List.of(settings));
    server.start();
    return server;
  }

  /** Where it answers. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Of HTTP. */
  public int port() {
    return port;
  }

  public Path logFile() {
    return folder.resolve("opensearch.log");
  }

  /** Starts it again after a stop or a kill, on the same port and data. */
  public synchronized void start() {
    if (child.filter(Child::isAlive).isPresent()) {
      throw new LocalException(this + " is running");
    }
    makeFolders();
    child =
        Optional.of(
            workspace.children().start("opensearch-" + name, command(), Map.of(), logFile()));
    awaitReady();
    Lazy.CLASSES.make(workspace.children()::supervise);
  }

  /** SIGKILL; returns when it is down. */
  public synchronized void kill() {
    child.orElseThrow().kill();
  }

  /** SIGSTOP: it stands still, with its connections open, until {@link #resume()}. */
  public synchronized void pause() {
    child.orElseThrow().pause();
  }

  /** SIGCONT. */
  public synchronized void resume() {
    child.orElseThrow().resume();
  }

  @Override
  public synchronized void close() {
    child.ifPresent(running -> running.stop(STOPPED_WITHIN));
  }

  /** Those of a distribution, empty. */
  private void makeFolders() {
    try {
      for (String each : List.of("config", "modules", "plugins", "lib", "logs", "tmp")) {
        Files.createDirectories(folder.resolve(each));
      }
      Files.writeString(logging(), LOGGING);
    } catch (IOException e) {
      throw new LocalException("Cannot make a folder in " + folder + ": " + e, e);
    }
  }

  private Path logging() {
    return folder.resolve("config").resolve("log4j2.properties");
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms64m", "-Xmx" + HEAP_MEGABYTES + "m", "-XX:+UseSerialGC"));
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(Lazy.CLASSES.flagsOfFirst());
    command.add("-XX:ErrorFile=" + folder.resolve("hs_err.log"));
    command.add("-XX:-UsePerfData");
    command.add("-Djava.io.tmpdir=" + folder.resolve("tmp"));
    command.add("-Dlog4j2.configurationFile=" + logging());
    command.addAll(List.of("-cp", Lazy.CLASS_PATH, MAIN));
    command.addAll(List.of(folder.toString(), name));
    command.addAll(List.of(Integer.toString(port), Integer.toString(transportPort)));
    command.addAll(settings);
    return command;
  }

  private void awaitReady() {
    Child starting = child.orElseThrow();
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    try {
      while (!isReady()) {
        if (!starting.isAlive()) {
          throw new LocalException(starting + " ended while starting; " + starting.lastWords());
        }
        if (System.nanoTime() > deadline) {
          throw new LocalException(
              starting + " does not answer after " + READY_WITHIN + "; " + starting.lastWords());
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalException("Interrupted while OpenSearch was starting", e);
    }
  }

  /** When all shards that it has are at work. */
  private boolean isReady() throws InterruptedException {
    HttpRequest health =
        HttpRequest.newBuilder(uri().resolve("/_cluster/health")).timeout(PATIENCE).build();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(health, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == HttpURLConnection.HTTP_OK
          && !answer.body().contains("\"status\":\"red\"");
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "OpenSearch " + name + " at " + uri();
  }
}
