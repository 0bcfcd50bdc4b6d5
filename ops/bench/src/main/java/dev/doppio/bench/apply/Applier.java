package dev.doppio.bench.apply;

import dev.doppio.bench.arm.OurLog;
import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.process.Waiting;
import dev.doppio.local.Child;
import dev.doppio.local.LocalException;
import dev.doppio.local.Ports;
import java.io.IOException;
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
import java.util.OptionalDouble;

/** The real {@code doppio apply}, all of it default but for what names things. One thread. */
public final class Applier {
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(120);
  private static final Duration ASK = Duration.ofSeconds(5);

  /** As {@code ./doppio} starts appliers. */
  private static final List<String> FLAGS =
      List.of("-XX:SurvivorRatio=3", "-XX:MinHeapFreeRatio=20", "-XX:MaxHeapFreeRatio=40");

  private static final String YAML =
      """
      version: 1
      log: {origin: bench}
      topics: {prefix: %s}
      target: {%s}
      databases: {%s: {partitions: %d}}
      kafka: {bootstrap.servers: "%s"}
      console: {port: %d}
      """;

  private final Servers servers;
  private final Into into;
  private final Path folder;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ASK).build();
  private final int port = Ports.free();

  /**
   * @param servers that hold the log
   * @param log what is applied
   * @param into where to
   * @param folder of this run alone
   */
  public Applier(Servers servers, OurLog log, Into into, Path folder) {
    this.servers = servers;
    this.into = into;
    this.folder = folder;
    Into.password(folder);
    String yaml =
        YAML.formatted(
            log.prefix(),
            into.yaml(),
            log.database(),
            log.partitions(),
            servers.kafka().bootstrap(),
            port);
    try {
      Files.writeString(folder.resolve("apply.yaml"), yaml);
    } catch (IOException e) {
      throw new LocalException("Cannot write into " + folder + ": " + e, e);
    }
  }

  /** Starts it, and does not wait. */
  public Child launch(JavaProgram doppio) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("apply", into.command(), "--config"));
    arguments.add(folder.resolve("apply.yaml").toString());
    into.settings().forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return servers
        .workspace()
        .children()
        .start(
            folder.getFileName().toString(),
            doppio.with(List.of(into.heap())).with(FLAGS).command(arguments),
            Map.of(),
            folder.resolve("apply.log"));
  }

  /** Waits until it applies all of its partitions. */
  public void awaitReady(Waiting waiting) throws InterruptedException {
    while (ask("/ready").isEmpty()) {
      waiting.pause("the applier to be ready");
    }
  }

  /** Changes of documents that are in the target, committed. */
  long applied() throws InterruptedException {
    return (long) sum("doppio_applier_rows_total").orElse(0);
  }

  private OptionalDouble sum(String meter) throws InterruptedException {
    return ask("/metrics")
        .lines()
        .filter(line -> line.startsWith(meter + "{") || line.startsWith(meter + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .reduce(Double::sum);
  }

  /** The answer; empty while it has none to give. */
  private String ask(String path) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(ASK).build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? answer.body() : "";
    } catch (IOException notYet) {
      return "";
    }
  }

  /** SIGTERM; it has to end in good order. */
  public static void stop(Child child) {
    child.terminate();
    int code = child.waitFor(STOPPED_WITHIN);
    if (code != 0) {
      throw new LocalException(
          child + " ended with " + code + " after SIGTERM; " + child.lastWords());
    }
  }
}
