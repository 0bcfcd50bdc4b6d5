package dev.doppio.workload;

import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.Journal;
import dev.doppio.workload.Tenures.Tenure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The mailbox workload at several nodes, each partition written only where its route says; a new
 * tenure has members of its own. A transaction in five touches two partitions of its node.
 * Thread-safe.
 */
public final class RoutedLoad implements AutoCloseable {
  private static final long PAUSE_MILLIS = 25;
  private final Routes routes;
  private final Tenures tenures;
  private final List<Connection> connections = new ArrayList<>();
  private final Map<String, Mailboxes> nodes = new HashMap<>();
  private final Random random;
  private final Object step = new Object();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(RoutedLoad::daemon);
  private Map<Tenure, String> open = Map.of();
  private Optional<Throwable> failure = Optional.empty();
  private boolean paused = true;

  /** Makes the database with its tables at each node; {@link #go()} begins the traffic. */
  public RoutedLoad(
      Map<String, MySqlServer> servers,
      String database,
      Routes routes,
      Tenures tenures,
      Journal journal,
      long seed)
      throws SQLException {
    this.routes = routes;
    this.tenures = tenures;
    this.random = new Random(seed);
    for (Map.Entry<String, MySqlServer> server : servers.entrySet()) {
      Connection connection = connect(server.getValue());
      connections.add(connection);
      Mailboxes mailboxes =
          new Mailboxes(
              connection, database, journal, random.nextLong(), r -> members(server.getKey(), r));
      mailboxes.create();
      nodes.put(server.getKey(), mailboxes);
    }
    thread.scheduleWithFixedDelay(this::step, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "routed-load");
    thread.setDaemon(true);
    return thread;
  }

  private static Connection connect(MySqlServer server) throws SQLException {
    return DriverManager.getConnection(
        server.jdbcUrl() + "&trackSessionState=true",
        MySqlServer.ROOT_USER,
        MySqlServer.ROOT_PASSWORD);
  }

  private void step() {
    synchronized (step) {
      if (failure.isPresent()) {
        return;
      }
      try {
        open = routes.open();
        if (!paused && !open.isEmpty()) {
          List<String> masters = List.copyOf(open.values());
          nodes.get(masters.get(random.nextInt(masters.size()))).run(1);
        }
      } catch (SQLException | RuntimeException | AssertionError defect) {
        failure = Optional.of(defect);
      }
    }
  }

  /** Of the next transaction at a node. */
  private List<String> members(String node, Random choice) {
    List<Tenure> here = open.keySet().stream().filter(t -> open.get(t).equals(node)).toList();
    int first = choice.nextInt(here.size());
    List<String> members = new ArrayList<>();
    members.add(member(here.get(first), choice));
    if (here.size() > 1 && choice.nextInt(5) == 0) {
      members.add(member(here.get((first + 1) % here.size()), choice));
    }
    return members;
  }

  private String member(Tenure tenure, Random choice) {
    List<String> members = tenures.members(tenure);
    return members.get(choice.nextInt(members.size()));
  }

  /** Begins or goes on. */
  public void go() {
    synchronized (step) {
      paused = false;
    }
  }

  /** Stops; no transaction is open when it returns. Routes are still followed. */
  public void pause() {
    synchronized (step) {
      paused = true;
      failure.ifPresent(
          defect -> {
            throw new AssertionError("the load itself failed", defect);
          });
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(1, TimeUnit.MINUTES);
      for (Connection connection : connections) {
        connection.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw new AssertionError("a connection that can't be closed", e);
    }
  }
}
