package dev.doppio.bench.verify;

import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.process.Waiting;
import dev.doppio.local.Child;
import dev.doppio.local.LocalException;
import dev.doppio.local.Ports;
import dev.doppio.local.Workspace;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.kafka.KafkaSpec;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.local.mysql.MySqlSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A storage node, its sidecar, a log, an applier and its replica, all with their defaults.
 *
 * @param workspace whose end is everybody's
 * @param source the storage node
 * @param replica of it
 * @param kafka one broker
 * @param folder of the configurations
 */
record Scene(
    Workspace workspace, MySqlServer source, MySqlServer replica, KafkaCluster kafka, Path folder) {
  static final String DATABASE = "bench";
  static final int PARTITIONS = 8;

  private static final Duration READY_WITHIN = Duration.ofMinutes(10);
  private static final Duration ASK = Duration.ofSeconds(5);
  private static final String SIDECAR =
      """
      version: 1
      node: n1
      datacenter: dc1
      topics: {replication-factor: 1}
      storage-node: {mysql: {host: %s, port: %d, user: %s, password-file: password, tls: {mode: disabled}}}
      databases: {%s: {partitions: %d}}
      kafka: {bootstrap.servers: "%s"}
      console: {port: %d}
      """;
  private static final String APPLIER =
      """
      version: 1
      log: {origin: dc1}
      target: {mysql: {host: %s, port: %d, user: %s, password-file: password}}
      databases: {%s: {partitions: %d}}
      kafka: {bootstrap.servers: "%s"}
      console: {port: %d}
      """;

  static Scene start(Workspace workspace) {
    String memory = "innodb_buffer_pool_size=1G";
    MySqlServer source =
        MySqlServer.start(workspace, MySqlSpec.storageNode("source", 1).with(memory));
    MySqlServer replica =
        MySqlServer.start(workspace, MySqlSpec.storageNode("replica", 2).with(memory));
    KafkaCluster kafka = KafkaCluster.start(workspace, KafkaSpec.named("log").withOptimisedJvm());
    return new Scene(workspace, source, replica, kafka, workspace.folder("verify"));
  }

  /** Starts both daemons, and waits until the log has the rows that are there. */
  void begin() throws InterruptedException {
    begin("sidecar", List.of("sidecar"), SIDECAR, source);
    begin("apply", List.of("apply", "mysql"), APPLIER, replica);
  }

  private void begin(String name, List<String> command, String yaml, MySqlServer mysql)
      throws InterruptedException {
    int port = Ports.free();
    Path file = write(name, yaml, mysql, port);
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--config", file.toString()));
    Child child = launch(name, arguments);
    Waiting waiting = new Waiting(child, READY_WITHIN);
    HttpClient http = HttpClient.newBuilder().connectTimeout(ASK).build();
    URI ready = URI.create("http://127.0.0.1:" + port + "/ready");
    while (!isReady(http, ready)) {
      waiting.pause(name + " to be ready");
    }
  }

  private static boolean isReady(HttpClient http, URI ready) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(ready).timeout(ASK).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private Path write(String name, String yaml, MySqlServer mysql, int port) {
    String text =
        yaml.formatted(
            mysql.host(),
            mysql.port(),
            MySqlServer.ROOT_USER,
            DATABASE,
            PARTITIONS,
            kafka.bootstrap(),
            port);
    try {
      Path password = Files.writeString(folder.resolve("password"), MySqlServer.ROOT_PASSWORD);
      Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
      return Files.writeString(folder.resolve(name + ".yaml"), text);
    } catch (IOException e) {
      throw new LocalException("Cannot write into " + folder + ": " + e, e);
    }
  }

  private Child launch(String name, List<String> arguments) {
    return workspace
        .children()
        .start(
            name, JavaProgram.doppio().command(arguments), Map.of(), folder.resolve(name + ".log"));
  }

  /** A comparison that runs now. */
  Child verify(String name, String... flags) {
    List<String> arguments = new ArrayList<>(List.of("verify"));
    for (String daemon : List.of("sidecar", "apply")) {
      arguments.addAll(List.of("--config", folder.resolve(daemon + ".yaml").toString()));
    }
    arguments.addAll(List.of(flags));
    return launch(name, arguments);
  }

  /** Waits until it has said that all is equal. */
  void mustSayEqual(Child verify, long rows) throws InterruptedException {
    int code = verify.waitFor(READY_WITHIN);
    String said = String.join("\n", verify.logTail(50));
    boolean all = said.contains(String.format(Locale.ROOT, "%,d documents", rows));
    if (code != 0 || !all) {
      throw new LocalException(
          verify + " did not find all " + rows + " documents equal: " + verify.lastWords());
    }
  }
}
