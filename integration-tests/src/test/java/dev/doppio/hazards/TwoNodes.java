package dev.doppio.hazards;

import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.BinlogInTheLog;
import dev.doppio.guarantees.NothingLostOrTwice;
import dev.doppio.guarantees.OneMasterAtATime;
import dev.doppio.guarantees.OrderKept;
import dev.doppio.guarantees.ReplicaEqualsUnion;
import dev.doppio.guarantees.TransactionsWholeInTheLog;
import dev.doppio.guarantees.Violation;
import dev.doppio.guarantees.WholeAtTheReplica;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.Binlog;
import dev.doppio.oracle.Journal;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.Orphans;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.RoutedLoad;
import dev.doppio.workload.Routes;
import dev.doppio.workload.Tenures;
import dev.doppio.workload.Tenures.Tenure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Two storage nodes with their sidecars that take partitions from one another, under a load that a
 * router sends to each partition's master, and a replica of all. Neither node is fed by the other:
 * an applier at a master would apply to it what it wrote itself. Built by one thread and used by
 * it.
 */
final class TwoNodes implements AutoCloseable {
  static final int PARTITIONS = 3;
  private static final String FIRST = "a";
  private static final String SECOND = "b";
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final MySqlServer replica = Servers.replica();
  private final String database = Servers.freshDatabase("taken");
  private final Map<String, MySqlServer> servers =
      new TreeMap<>(Map.of(FIRST, Servers.source(), SECOND, Servers.mysql("shard-b")));
  private final Routes routes =
      new Routes(Servers.workspace().folder("routes", database), PARTITIONS, FIRST);
  private final Journal journal = new Journal();
  private final Map<String, Path> configurations = new TreeMap<>();
  private final Map<String, Daemon> sidecars = new TreeMap<>();
  private final Map<Integer, Integer> generations = new TreeMap<>();
  private final Map<Integer, String> masters = new TreeMap<>();
  private final Set<Tenure> released = new HashSet<>();
  private final RoutedLoad load;
  private final Daemon applier;
  private final WholeAtTheReplica whole;

  /** Starts it all; nothing is written before {@link #go()}. */
  TwoNodes(long seed) throws SQLException {
    Tenures tenures = new Tenures(new Members(database, PARTITIONS));
    load = new RoutedLoad(servers, database, routes, tenures, journal, seed);
    for (String name : servers.keySet()) {
      String yaml = yaml(name);
      configurations.put(name, Daemon.configuration("mastership-" + name, yaml));
      sidecars.put(name, Daemon.start(node(name), List.of("sidecar"), yaml).awaitReady());
    }
    applier =
        Daemon.start(
            "apply-" + database,
            List.of("apply", "mysql"),
            Configs.apply(replica, kafka, database, PARTITIONS));
    whole = new WholeAtTheReplica(replica, database);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      generations.put(partition, 1);
      masters.put(partition, FIRST);
    }
  }

  private String node(String name) {
    return name + "-of-" + database;
  }

  private String yaml(String name) {
    return Configs.sidecar(node(name), servers.get(name), kafka, database, PARTITIONS)
        + """
        mastership:
          hooks:
            block-writes: %s
            admit-writes: %s
        """
            .formatted(routes.block(), routes.admit(name));
  }

  /** Lets the load flow, and waits until it has reached the replica in every partition. */
  void go() {
    load.go();
    awaitFlow(generations.keySet());
  }

  Daemon sidecar(String name) {
    return sidecars.get(name);
  }

  /** Some partitions of one node, for the other one. */
  Move anyMove(Random random) {
    List<String> inUse = List.copyOf(new TreeSet<>(masters.values()));
    String from = inUse.get(random.nextInt(inUse.size()));
    List<Integer> all = new ArrayList<>(masters.keySet());
    all.removeIf(partition -> !masters.get(partition).equals(from));
    Collections.shuffle(all, random);
    Set<Integer> some = new TreeSet<>(all.subList(0, 1 + random.nextInt(all.size())));
    return new Move(from, from.equals(FIRST) ? SECOND : FIRST, some);
  }

  /** Runs {@code doppio mastership release}, with flags of its JVM; for a planned move. */
  Command.Result release(Move move, String... flags) {
    move.partitions().forEach(p -> released.add(new Tenure(generations.get(p), p)));
    return mastership(move.from(), List.of("release", "--planned"), move, flags);
  }

  /** Runs {@code doppio mastership take}, with flags of its JVM. */
  Command.Result take(Move move, boolean planned, String... flags) {
    String how = planned ? "--planned" : "--unplanned";
    return mastership(move.to(), List.of("take", how), move, flags);
  }

  private Command.Result mastership(String node, List<String> verb, Move move, String... flags) {
    List<String> line = new ArrayList<>(List.of("mastership"));
    line.addAll(verb);
    line.addAll(List.of("--database", database, "--partition"));
    line.add(move.partitions().stream().map(Object::toString).collect(Collectors.joining(",")));
    line.addAll(List.of("--config", configurations.get(node).toString()));
    return Command.runWith(List.of(flags), line);
  }

  /** Waits until what the new master writes is at the replica. */
  void awaitMoved(Move move) {
    for (int partition : move.partitions()) {
      generations.merge(partition, 1, Integer::sum);
      masters.put(partition, move.to());
    }
    awaitFlow(move.partitions());
  }

  private void awaitFlow(Set<Integer> partitions) {
    for (int partition : partitions) {
      String prefix = new Tenure(generations.get(partition), partition).prefix();
      await("a member " + prefix + " at the replica")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(250))
          .until(() -> isAtTheReplica(prefix));
    }
  }

  private boolean isAtTheReplica(String prefix) {
    String query = "SELECT 1 FROM " + database + ".member WHERE member_id LIKE '" + prefix + "%'";
    try (Connection connection = replica.connect();
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(query)) {
      return row.next();
    } catch (SQLException notThere) {
      return false;
    }
  }

  /** Stops the load, waits until log and replica are level or at rest, and judges. */
  List<Violation> judge() throws Exception {
    load.pause();
    await("the last transaction of each node in the log or among the orphans")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> gtids(log(), orphans()).containsAll(lastOfEach()));
    LogDump log = log();
    Orphans orphans = orphans();
    List<Violation> violations = new ArrayList<>();
    try (Connection a = Servers.connect(servers.get(FIRST));
        Connection b = Servers.connect(servers.get(SECOND));
        Connection there = Servers.connect(replica)) {
      violations.addAll(
          Flow.awaitLevel(new ReplicaEqualsUnion(List.of(a, b), there, database, log, orphans)));
    }
    violations.addAll(new NothingLostOrTwice(journal, log, orphans).violations());
    violations.addAll(new OneMasterAtATime(journal, log, orphans, released).violations());
    violations.addAll(new TransactionsWholeInTheLog(log).violations());
    List<List<String>> binlogs = new ArrayList<>();
    for (MySqlServer server : servers.values()) {
      Binlog binlog = Binlog.of(server);
      binlogs.add(binlog.gtids());
      List<String> here = binlog.gtids(database);
      violations.addAll(new BinlogInTheLog(here, log, orphans).violations());
    }
    violations.addAll(new OrderKept(binlogs, log).violations());
    violations.addAll(whole.violations());
    if (applier.metric("doppio_target_drift_rows_total") != 0) {
      violations.add(new Violation(Violation.Kind.LOST, "rows drifted at the replica"));
    }
    return violations;
  }

  private LogDump log() {
    return LogDump.of(kafka.bootstrap(), database);
  }

  /** What the nodes have committed to partitions that were the other's. */
  Orphans orphans() {
    return Orphans.of(
        kafka.bootstrap(), database, servers.keySet().stream().map(this::node).toList());
  }

  private static Set<String> gtids(LogDump log, Orphans orphans) {
    Set<String> gtids = new HashSet<>(log.changesByGtid().keySet());
    gtids.addAll(orphans.changesByGtid().keySet());
    return gtids;
  }

  private Set<String> lastOfEach() {
    Map<String, String> last = new TreeMap<>();
    journal
        .transactions()
        .forEach(done -> last.put(done.gtid().substring(0, done.gtid().indexOf(':')), done.gtid()));
    return Set.copyOf(last.values());
  }

  /** What has flowed so far. */
  String told() {
    return String.format(
        "%d transactions, %d changes among the orphans, generations %s",
        journal.size(), orphans().changes().size(), generations);
  }

  @Override
  public void close() {
    load.close();
    whole.close();
    applier.close();
    sidecars.values().forEach(Daemon::close);
  }
}
