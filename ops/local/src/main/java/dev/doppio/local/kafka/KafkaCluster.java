package dev.doppio.local.kafka;

import dev.doppio.local.Child;
import dev.doppio.local.LocalException;
import dev.doppio.local.Ports;
import dev.doppio.local.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeLogDirsOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;

/**
 * A running Kafka cluster on loopback. Nodes are numbered from 1; each keeps its data and ports
 * over {@link #kill}, {@link #stop} and {@link #start(int)}. Safe between threads.
 */
public final class KafkaCluster implements AutoCloseable {
  /** The user with all rights, where a listener asks for users. */
  public static final String ADMIN = "admin";

  static final String ADMIN_PASSWORD = "admin-of-this-cluster";

  private static final Duration READY_WITHIN = Duration.ofSeconds(120);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 100;
  private static final int PATIENCE_MILLIS = 2_000;

  private final Workspace workspace;
  private final KafkaSpec spec;
  private final Security security;
  private final String clusterId = Uuid.randomUuid().toString();
  private final List<KafkaNodeProperties.Ports> ports;
  private final Map<Integer, Child> running = new HashMap<>();

  private KafkaCluster(Workspace workspace, KafkaSpec spec) {
    this.workspace = workspace;
    this.spec = spec;
    this.security = new Security(spec, workspace);
    this.ports = IntStream.rangeClosed(1, spec.nodes()).mapToObj(node -> freePorts()).toList();
  }

  private KafkaNodeProperties.Ports freePorts() {
    Map<String, Door> doors = new TreeMap<>();
    spec.doors().forEach(door -> doors.put(door, new Door(Ports.free(), Ports.free())));
    return new KafkaNodeProperties.Ports(Ports.free(), Ports.free(), Ports.free(), doors);
  }

  /** Starts all nodes and waits until each has joined. */
  public static KafkaCluster start(Workspace workspace, KafkaSpec spec) {
    KafkaCluster cluster = new KafkaCluster(workspace, spec);
    cluster.nodes().forEach(cluster::launch);
    cluster.awaitJoined();
    return cluster;
  }

  public String name() {
    return spec.name();
  }

  /** For {@code bootstrap.servers}: all nodes, running or not. */
  public String bootstrap() {
    return ports.stream()
        .map(port -> "127.0.0.1:" + port.client())
        .collect(Collectors.joining(","));
  }

  /** The doors of this name, in the order of the nodes. */
  public List<Door> doors(String name) {
    return ports.stream().map(port -> port.doors().get(name)).toList();
  }

  /** For {@code bootstrap.servers} of clients that come through the doors of this name. */
  public String bootstrap(String door) {
    return doors(door).stream()
        .map(way -> "127.0.0.1:" + way.outside())
        .collect(Collectors.joining(","));
  }

  /** The numbers of its nodes, from 1. */
  public List<Integer> nodes() {
    return IntStream.rangeClosed(1, spec.nodes()).boxed().toList();
  }

  /** What a client needs to connect with all rights. */
  public Map<String, String> adminProperties() {
    return clientProperties(ADMIN);
  }

  /** What a client needs to connect; as which user, counts only where the listener asks for one. */
  public Map<String, String> clientProperties(String user) {
    Map<String, String> all = new LinkedHashMap<>(security.ofClient(user));
    all.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap());
    return all;
  }

  /** A new client with all rights, to be closed by the caller. */
  public Admin admin() {
    return Admin.create(new HashMap<String, Object>(adminProperties()));
  }

  /** Kafka's own console consumer, as a script with the name it has in an installation. */
  public Path consoleConsumer() {
    Path script = workspace.folder("kafka-" + spec.name()).resolve("kafka-console-consumer.sh");
    return ServerJvm.script(script, "org.apache.kafka.tools.consumer.ConsoleConsumer");
  }

  public Path logFile(int node) {
    return folder(node).resolve("kafka.log");
  }

  /** The id of a node's process. */
  public synchronized long pid(int node) {
    return child(node).pid();
  }

  public synchronized boolean isRunning(int node) {
    return child(node).isAlive();
  }

  /** SIGKILL; returns when it is down. */
  public synchronized void kill(int node) {
    child(node).kill();
  }

  /** An orderly shutdown; returns when it is down. */
  public synchronized void stop(int node) {
    child(node).stop(STOPPED_WITHIN);
  }

  /** It stands still with its connections open, until {@link #resume}. */
  public synchronized void pause(int node) {
    child(node).pause();
  }

  public synchronized void resume(int node) {
    child(node).resume();
  }

  /** Starts a node that is down, on its data and ports, and waits until it has joined. */
  public synchronized void start(int node) {
    if (child(node).isAlive()) {
      throw new LocalException("Kafka node " + node + " of " + spec.name() + " is running");
    }
    launch(node);
    awaitJoined();
  }

  /** Starts those that are down, together: a quorum can't form one by one. */
  public synchronized void startAll() {
    nodes().stream().filter(node -> !child(node).isAlive()).forEach(this::launch);
    awaitJoined();
  }

  /** Stops all nodes for good. The data go with the workspace. */
  @Override
  public synchronized void close() {
    running.values().forEach(Child::terminate);
    running.keySet().forEach(this::stop);
  }

  private synchronized void launch(int node) {
    Path folder = folder(node);
    Path data = folder.resolve("data");
    Path file = folder.resolve("server.properties");
    Map<String, String> settings = KafkaNodeProperties.of(spec, node, ports, data);
    settings.putAll(security.ofNodes());
    settings.putAll(spec.settings());
    PropertiesFile.write(settings, file);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(file.toString(), data.toString(), clusterId));
    arguments.addAll(security.ofFormat());
    ServerJvm jvm = new ServerJvm(folder, ServerJvm.KAFKA_NODE, spec.jvm());
    List<String> command = node == 1 ? jvm.commandOfFirst(arguments) : jvm.command(arguments);
    String name = "kafka-" + spec.name() + "-" + node;
    running.put(node, workspace.children().start(name, command, Map.of(), logFile(node)));
  }

  private synchronized void awaitJoined() {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    Map<Integer, Child> expected = new HashMap<>(running);
    expected.values().removeIf(child -> !child.isAlive());
    try (Admin admin = admin()) {
      while (!joined(admin, expected.keySet())) {
        for (Child child : expected.values()) {
          if (!child.isAlive()) {
            throw new LocalException(child + " ended while starting; " + child.lastWords());
          }
        }
        if (System.nanoTime() > deadline) {
          throw new LocalException(
              "Kafka "
                  + spec.name()
                  + " is not complete after "
                  + READY_WITHIN
                  + ": "
                  + expected.values().stream()
                      .map(Child::lastWords)
                      .collect(Collectors.joining("\n")));
        }
        Thread.sleep(POLL_MILLIS);
      }
      ServerJvm.keepClasses(workspace.children());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalException("Interrupted while Kafka was starting", e);
    }
  }

  /**
   * Each answers for itself, which it does only as the process that was just started; and then the
   * cluster lists it, which could otherwise be a memory of the process before.
   */
  private static boolean joined(Admin admin, Set<Integer> nodes) throws InterruptedException {
    try {
      var options = new DescribeLogDirsOptions().timeoutMs(PATIENCE_MILLIS);
      admin.describeLogDirs(nodes, options).allDescriptions().get();
      return admin
          .describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MILLIS))
          .nodes()
          .get()
          .stream()
          .map(Node::id)
          .collect(Collectors.toSet())
          .containsAll(nodes);
    } catch (ExecutionException notYet) {
      return false;
    }
  }

  private Child child(int node) {
    return Optional.ofNullable(running.get(node))
        .orElseThrow(
            () -> new LocalException("Kafka " + spec.name() + " has the nodes " + nodes()));
  }

  private Path folder(int node) {
    return workspace.folder("kafka-" + spec.name(), Integer.toString(node));
  }

  @Override
  public String toString() {
    return "Kafka " + spec.name() + " at " + bootstrap();
  }
}
