package dev.doppio.servers;

import static org.awaitility.Awaitility.await;

import dev.doppio.local.Workspace;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.kafka.KafkaSpec;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.local.mysql.MySqlSpec;
import dev.doppio.local.opensearch.OpenSearchServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;

/**
 * Starts servers on first use and shares them. A test takes a database name of its own, so that its
 * topics, positions and tables are its own. A server that a test breaks is not taken from here.
 */
public final class Servers {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Map<String, MySqlServer> MYSQL = new ConcurrentHashMap<>();
  private static final Map<String, KafkaCluster> KAFKA = new ConcurrentHashMap<>();
  private static final Map<String, OpenSearchServer> OPEN_SEARCH = new ConcurrentHashMap<>();
  private static final AtomicInteger SERVER_IDS = new AtomicInteger(100);
  private static final AtomicInteger NAMES = new AtomicInteger();

  private Servers() {}

  private static final class Lazy {
    static final Workspace WORKSPACE = open();

    private static Workspace open() {
      Workspace workspace = Workspace.open("integration-tests", System.out::println);
      Runtime.getRuntime().addShutdownHook(new Thread(workspace::close));
      return workspace;
    }
  }

  /** The one temporary folder of this run. */
  public static Workspace workspace() {
    return Lazy.WORKSPACE;
  }

  /** The storage node most tests write to. */
  public static MySqlServer source() {
    return mysql("source");
  }

  /** The server most tests replicate to. */
  public static MySqlServer replica() {
    return mysql("replica");
  }

  /** A storage node by name. */
  public static MySqlServer mysql(String name) {
    return MYSQL.computeIfAbsent(
        name,
        n ->
            MySqlServer.start(workspace(), MySqlSpec.storageNode(n, SERVER_IDS.incrementAndGet())));
  }

  /** A storage node by name, with further lines in its my.cnf. */
  public static MySqlServer mysql(String name, String... settings) {
    return MYSQL.computeIfAbsent(
        name,
        n ->
            MySqlServer.start(
                workspace(),
                MySqlSpec.storageNode(n, SERVER_IDS.incrementAndGet()).with(settings)));
  }

  /** A storage node of MySQL 9.7 by name, see {@link MySqlServer#lackOfNine}. */
  public static MySqlServer nine(String name) {
    return MYSQL.computeIfAbsent(
        name,
        n ->
            MySqlServer.startNine(
                workspace(), MySqlSpec.storageNode(n, SERVER_IDS.incrementAndGet())));
  }

  /** The Kafka cluster of a datacenter: {@code dc1} or {@code dc2}. */
  public static KafkaCluster kafka(String datacenter) {
    return kafka(KafkaSpec.named(datacenter));
  }

  /** A Kafka cluster by its name. */
  public static KafkaCluster kafka(KafkaSpec spec) {
    return KAFKA.computeIfAbsent(spec.name(), name -> KafkaCluster.start(workspace(), spec));
  }

  /** The OpenSearch server, a cluster of one. */
  public static OpenSearchServer openSearch() {
    return OPEN_SEARCH.computeIfAbsent("search", name -> OpenSearchServer.start(workspace(), name));
  }

  /** Ends those of these names that run; whoever asks for one again gets a new one. */
  public static void stop(String... names) {
    for (String name : names) {
      Optional.ofNullable(MYSQL.remove(name)).ifPresent(MySqlServer::close);
      Optional.ofNullable(KAFKA.remove(name)).ifPresent(KafkaCluster::close);
    }
  }

  /** A database name that no other test uses. */
  public static String freshDatabase(String stem) {
    return stem + NAMES.incrementAndGet();
  }

  /** A name for a server of a test's own; another one when the test runs again. */
  public static String freshName(String stem) {
    return stem + "-" + NAMES.incrementAndGet();
  }

  /** Waits until a topic's deletion is known everywhere. */
  public static void awaitTopicGone(Admin admin, String topic) {
    await().atMost(LIMIT).until(() -> !admin.listTopics().names().get().contains(topic));
  }

  /** A connection as root that hears the GTID of each commit, for the caller to close. */
  public static Connection connect(MySqlServer server) {
    try {
      return DriverManager.getConnection(
          server.jdbcUrl() + "&trackSessionState=true",
          MySqlServer.ROOT_USER,
          MySqlServer.ROOT_PASSWORD);
    } catch (SQLException e) {
      throw new AssertionError("no connection to " + server.name(), e);
    }
  }
}
