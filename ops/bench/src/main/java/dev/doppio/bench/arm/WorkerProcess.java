package dev.doppio.bench.arm;

import dev.doppio.bench.process.JavaProgram;
import dev.doppio.local.Child;
import dev.doppio.local.Children;
import dev.doppio.local.LocalException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A Kafka Connect worker, standalone, with one connector in it, started as Kafka's own script does.
 *
 * @param classPath resource that tells its class path, {@link #SOURCE} or {@link #SINK}
 * @param folder of this run alone
 */
public record WorkerProcess(String classPath, Path folder) {
  /** The stock Debezium MySQL connector. */
  public static final String SOURCE = "/dev/doppio/bench/connect/class-path";

  /** Debezium's JDBC sink. */
  public static final String SINK = "/dev/doppio/bench/sink/class-path";

  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(60);

  /** As {@code connect-standalone.sh} starts it, but that only warnings are logged. */
  public static List<String> flags() {
    return List.of(
        "-Xms256M",
        "-Xmx2G",
        "-server",
        "-XX:+UseG1GC",
        "-XX:MaxGCPauseMillis=20",
        "-XX:InitiatingHeapOccupancyPercent=35",
        "-XX:+ExplicitGCInvokesConcurrent",
        "-Djava.awt.headless=true",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
  }

  /**
   * Starts it, and does not wait.
   *
   * @param children that it is one of
   * @param worker its settings
   * @param connector and the connector's
   */
  public Child launch(
      Children children, Map<String, String> worker, Map<String, String> connector) {
    Path workerFile = write("worker.properties", worker);
    Path connectorFile = write("connector.properties", connector);
    JavaProgram program =
        new JavaProgram(flags(), read(classPath), "org.apache.kafka.connect.cli.ConnectStandalone");
    return children.start(
        folder.getFileName().toString(),
        program.command(List.of(workerFile.toString(), connectorFile.toString())),
        Map.of(),
        folder.resolve("connect.log"));
  }

  /** SIGTERM, at which it writes its offsets; the JVM tells of the signal, not of the outcome. */
  public static void stop(Child child) {
    child.terminate();
    child.waitFor(STOPPED_WITHIN);
  }

  private Path write(String name, Map<String, String> settings) {
    Properties properties = new Properties();
    properties.putAll(settings);
    Path file = folder.resolve(name);
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
      return file;
    } catch (IOException e) {
      throw new LocalException("Cannot write " + file + ": " + e, e);
    }
  }

  private static String read(String resource) {
    try (InputStream in = WorkerProcess.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new LocalException(resource + " is missing: build the modules below ops/bench");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
    } catch (IOException e) {
      throw new LocalException("Cannot read " + resource + ": " + e, e);
    }
  }
}
