package dev.doppio.local.kafka;

import dev.doppio.local.Child;
import dev.doppio.local.LocalException;
import dev.doppio.local.Ports;
import dev.doppio.local.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.ClassicGroupState;

/** A running MirrorMaker 2 in dedicated mode, from one cluster to another. Safe between threads. */
public final class MirrorMaker implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(120);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 100;
  private static final String MAIN = "org.apache.kafka.connect.mirror.MirrorMaker";

  /** The name of the workers' group in the target cluster, as MirrorMaker derives it. */
  private static final String GROUP = "a-mm2";

  private final Workspace workspace;
  private final MirrorSpec spec;
  private final Path folder;
  private final ServerJvm jvm;
  private final int restPort = Ports.free();
  private Optional<Child> child = Optional.empty();

  private MirrorMaker(Workspace workspace, MirrorSpec spec) {
    this.workspace = workspace;
    this.spec = spec;
    this.folder = workspace.folder("mirror-" + spec.name());
    this.jvm = new ServerJvm(folder, MAIN, ServerJvm.Kind.QUICK_START);
  }

  /** Starts it and waits until its worker is at work. */
  public static MirrorMaker start(Workspace workspace, MirrorSpec spec) {
    MirrorMaker mirror = new MirrorMaker(workspace, spec);
    mirror.start();
    return mirror;
  }

  public String name() {
    return spec.name();
  }

  public Path logFile() {
    return folder.resolve("mirror.log");
  }

  public synchronized boolean isRunning() {
    return child().isAlive();
  }

  /** SIGKILL; returns when it is down. */
  public synchronized void kill() {
    child().kill();
  }

  /** An orderly end; returns when it is down. */
  public synchronized void stop() {
    child().stop(STOPPED_WITHIN);
  }

  /**
   * It stands still with its connections open, until {@link #resume()}: a broken line. After more
   * than 15 s its tasks may find their transaction aborted and give up: start it again then.
   */
  public synchronized void pause() {
    child().pause();
  }

  public synchronized void resume() {
    child().resume();
  }

  /** Starts it, or starts it again after a stop or a kill. */
  public synchronized void start() {
    if (child.filter(Child::isAlive).isPresent()) {
      throw new LocalException("The mirror " + spec.name() + " is running");
    }
    try (Admin admin = spec.to().admin()) {
      // The group may still list a worker that was killed.
      Set<String> before = workersAtWork(admin);
      launch();
      long deadline = System.nanoTime() + READY_WITHIN.toNanos();
      while (before.containsAll(workersAtWork(admin))) {
        mustNotHaveEndedNorBeLate(deadline);
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalException("Interrupted while a mirror was starting", e);
    }
  }

  @Override
  public synchronized void close() {
    stop();
  }

  private void launch() {
    Path file = folder.resolve("mm2.properties");
    PropertiesFile.write(properties(), file);
    List<String> command = jvm.command(List.of(file.toString()));
    String name = "mirror-" + spec.name();
    child = Optional.of(workspace.children().start(name, command, Map.of(), logFile()));
  }

  private Child child() {
    return child.orElseThrow();
  }

  private void mustNotHaveEndedNorBeLate(long deadline) {
    if (!child().isAlive()) {
      throw new LocalException(child() + " ended while starting; " + child().lastWords());
    }
    if (System.nanoTime() > deadline) {
      throw new LocalException(
          child() + " is not at work after " + READY_WITHIN + "; " + child().lastWords());
    }
  }

  private static Set<String> workersAtWork(Admin admin) throws InterruptedException {
    try {
      var group = admin.describeClassicGroups(List.of(GROUP)).all().get().get(GROUP);
      return group.state() == ClassicGroupState.STABLE
          ? group.members().stream().map(MemberDescription::consumerId).collect(Collectors.toSet())
          : Set.of();
    } catch (ExecutionException notYet) {
      return Set.of();
    }
  }

  private Map<String, String> properties() {
    Map<String, String> all = new TreeMap<>();
    all.put("clusters", "a, b");
    cluster("a", spec.from(), all);
    cluster("b", spec.to(), all);
    all.put("a->b.enabled", "true");
    all.put("b->a.enabled", "false");
    all.put("a->b.topics", spec.topics());
    all.put("a->b.groups", "");
    all.put(
        "replication.policy.class", "org.apache.kafka.connect.mirror.IdentityReplicationPolicy");
    // Only what is committed crosses, and each of it once.
    all.put("a.consumer.isolation.level", "read_committed");
    all.put("b.exactly.once.source.support", "enabled");
    all.put("b.producer.max.request.size", Integer.toString(KafkaNodeProperties.MESSAGE_BYTES));
    all.put("dedicated.mode.enable.internal.rest", "true");
    all.put("listeners", "http://127.0.0.1:" + restPort);
    all.put("sync.topic.configs.enabled", "true");
    all.put("sync.topic.acls.enabled", "false");
    all.put("emit.heartbeats.enabled", "false");
    all.put("emit.checkpoints.enabled", "false");
    all.put("tasks.max", "2");
    internalTopics(all);
    quickness(all);
    all.putAll(spec.settings());
    return all;
  }

  private static void cluster(String alias, KafkaCluster cluster, Map<String, String> all) {
    cluster.adminProperties().forEach((name, value) -> all.put(alias + "." + name, value));
  }

  private void internalTopics(Map<String, String> all) {
    String replicas = Integer.toString(spec.to().nodes().size());
    all.put("replication.factor", replicas);
    for (String topic :
        List.of(
            "checkpoints.topic",
            "heartbeats.topic",
            "config.storage",
            "offset.storage",
            "status.storage")) {
      all.put(topic + ".replication.factor", replicas);
    }
    all.put("offset-syncs.topic.replication.factor", Integer.toString(spec.from().nodes().size()));
    all.put("offset.storage.partitions", "1");
    all.put("status.storage.partitions", "1");
  }

  /** Its defaults are made for mirrors that are set up once; a fresh start took 46 s with them. */
  private static void quickness(Map<String, String> all) {
    all.put("refresh.topics.interval.seconds", "1");
    // A search of the whole class path, at each start and for each direction.
    all.put("plugin.discovery", "service_load");
    all.put("b.plugin.discovery", "service_load");
    // The worker's settings are those of its target. After a kill nobody else would come back.
    all.put("b.scheduled.rebalance.max.delay.ms", "0");
    all.put("b.session.timeout.ms", "6000");
    all.put("b.heartbeat.interval.ms", "1000");
    all.put("b.rebalance.timeout.ms", "6000");
    // Its successor reads nothing beyond what a killed mirror left open.
    all.put("b.producer.transaction.timeout.ms", "15000");
  }

  @Override
  public String toString() {
    return "MirrorMaker " + spec.name();
  }
}
