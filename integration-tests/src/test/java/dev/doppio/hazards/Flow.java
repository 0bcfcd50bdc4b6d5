package dev.doppio.hazards;

import static org.awaitility.Awaitility.await;

import dev.doppio.faults.Link;
import dev.doppio.guarantees.BinlogInTheLog;
import dev.doppio.guarantees.Guarantee;
import dev.doppio.guarantees.NothingLostOrTwice;
import dev.doppio.guarantees.OrderKept;
import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.guarantees.TransactionsWholeInTheLog;
import dev.doppio.guarantees.Violation;
import dev.doppio.guarantees.WholeAtTheReplica;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.Binlog;
import dev.doppio.oracle.Journal;
import dev.doppio.oracle.LogDump;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.Load;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A storage node, three brokers and a replica with both daemons, under load, and a proxy on each
 * line between them. Built by one thread and used by it.
 */
final class Flow implements AutoCloseable {
  /** After this time without an answer a client of Kafka gives up what it does. */
  static final Duration PATIENCE = Duration.ofSeconds(6);

  /** Names of the lines between two parts. */
  static final List<String> LINKS =
      List.of("sidecar-MySQL", "sidecar-Kafka", "applier-Kafka", "applier-MySQL");

  private static final Duration LIMIT = Duration.ofSeconds(180);
  private static final String HEAP = "96m";
  private static final int PARTITIONS = 4;

  /** Looks without a change after which a replica no longer moves: 12 seconds and more. */
  private static final int REST = 40;

  /** Its servers. */
  static final String SOURCE = "hazard-source";

  static final String REPLICA = "hazard-replica";

  private final Brokers brokers = new Brokers();
  private final MySqlServer source = Servers.mysql(SOURCE);
  private final MySqlServer replica = Servers.mysql(REPLICA);
  private final String database = Servers.freshDatabase("hazard");
  private final Journal journal = new Journal();
  private final Link sidecarMySql = Link.toMySql(LINKS.get(0), source);
  private final Link sidecarKafka;
  private final Link applierKafka;
  private final Link applierMySql = Link.toMySql(LINKS.get(3), replica);
  private final Load load;
  private final Daemon sidecar;
  private final Daemon applier;
  private final WholeAtTheReplica whole;

  /** Starts it all; nothing is written before the first fault. */
  Flow(long seed) throws SQLException {
    this(seed, (replica, database) -> {});
  }

  /** What is done to the replica before anything of the database is there. */
  interface Preparation {
    void of(MySqlServer replica, String database) throws SQLException;
  }

  /** The same on a replica that is prepared first. */
  Flow(long seed, Preparation preparation) throws SQLException {
    preparation.of(replica, database);
    // A proxy for each door, as long as the brokers live.
    sidecarKafka = Doors.link(LINKS.get(1), brokers.cluster(), Brokers.SIDECAR);
    applierKafka = Doors.link(LINKS.get(2), brokers.cluster(), Brokers.APPLIER);
    load = new Load(source, database, journal, seed);
    sidecar = Daemon.prepare(node(), List.of("sidecar"), sidecarYaml()).withHeap(HEAP);
    applier =
        Daemon.prepare("apply-" + database, List.of("apply", "mysql"), applierYaml())
            .withHeap(HEAP);
    sidecar.start();
    sidecar.awaitReady();
    applier.start();
    whole = new WholeAtTheReplica(replica, database);
  }

  private String sidecarYaml() {
    return """
    version: 1
    node: %s
    datacenter: dc1
    storage-node:
      mysql: {host: 127.0.0.1, port: %s, user: root, password-file: password}
    databases: {%s: {partitions: %d}}
    topics: {replication-factor: 3}
    writer: {segment-size: 100KiB, log-timeout: 8s, heartbeat-interval: 1s}
    kafka:
      bootstrap.servers: "%s"
      request.timeout.ms: "3000"
      delivery.timeout.ms: "%d"
      max.block.ms: "%d"
      transaction.timeout.ms: "%d"
    """
        .formatted(
            node(),
            sidecarMySql.address(),
            database,
            PARTITIONS,
            sidecarKafka.address(),
            PATIENCE.toMillis(),
            PATIENCE.toMillis(),
            PATIENCE.multipliedBy(2).toMillis());
  }

  /** For another applier too, which then is a rival. */
  String applierYaml() {
    return """
    version: 1
    log: {origin: dc1, timeout: 8s}
    target:
      mysql:
        host: 127.0.0.1
        port: %s
        user: root
        password-file: password
        client: {socketTimeout: "4000"}
    databases: {%s: {partitions: %d}}
    reader: {retry-most: 2s}
    kafka:
      bootstrap.servers: "%s"
      request.timeout.ms: "3000"
    """
        .formatted(applierMySql.address(), database, PARTITIONS, applierKafka.address());
  }

  String node() {
    return "node-" + database;
  }

  /** The topic of its log. */
  String topic() {
    return "doppio." + database;
  }

  String database() {
    return database;
  }

  Brokers brokers() {
    return brokers;
  }

  MySqlServer source() {
    return source;
  }

  MySqlServer replica() {
    return replica;
  }

  Load load() {
    return load;
  }

  Daemon sidecar() {
    return sidecar;
  }

  Daemon applier() {
    return applier;
  }

  Journal journal() {
    return journal;
  }

  /** A line by its name. */
  Link link(String name) {
    return Stream.of(sidecarMySql, sidecarKafka, applierKafka, applierMySql)
        .filter(link -> link.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Lets a fault strike in mid-flow, waits for the recovery, and judges what is there then. */
  Outcome strike(Fault fault) throws Exception {
    load.go();
    awaitFlow();
    int before = load.transactions();
    String observed = observed(fault);
    int during = load.transactions() - before;
    long healed = System.nanoTime();
    awaitFlow();
    Duration recovery = Duration.ofNanos(System.nanoTime() - healed);
    Outcome outcome = new Outcome(fault, observed, during, recovery, judge());
    System.out.println(outcome.row());
    return outcome;
  }

  private String observed(Fault fault) throws Exception {
    try {
      return fault.strike().on(this);
    } catch (AssertionError e) {
      throw new AssertionError(fault.name() + ": " + e.getMessage() + lastWords(), e);
    }
  }

  private String lastWords() {
    return "\n" + sidecar.lastWords() + "\n" + applier.lastWords();
  }

  /** Waits until what the load does now is at the replica. */
  void awaitFlow() {
    long now = load.stamp() + 1;
    try {
      await("the flow from source to replica")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(250))
          .until(() -> replicaStamp() >= now);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(e.getMessage() + lastWords(), e);
    }
  }

  /** Waits until the log holds everything that was acknowledged so far. */
  void awaitLog() {
    String last = journal.last().gtid();
    await("%s in the log".formatted(last))
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () ->
                LogDump.of(brokers.cluster().bootstrap(), database)
                    .changesByGtid()
                    .containsKey(last));
  }

  private long replicaStamp() {
    try (Connection connection = replica.connect();
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT MAX(stamp) FROM " + database + ".member")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException notThere) {
      return -1;
    }
  }

  /** Where the replica stands, by partition. */
  Map<Integer, String> checkpoints() throws SQLException {
    Map<Integer, String> checkpoints = new TreeMap<>();
    try (Connection connection = replica.connect();
        Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT partition_number, CONCAT(generation, ':', sequence) FROM"
                    + " doppio.checkpoint WHERE database_name = '"
                    + database
                    + "'")) {
      while (row.next()) {
        checkpoints.put(row.getInt(1), row.getString(2));
      }
    }
    return checkpoints;
  }

  /** Waits for an effect. */
  static void observe(String effect, Duration bound, Callable<Boolean> condition) {
    try {
      await()
          .atMost(bound)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .ignoreExceptions()
          .until(condition);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("no effect of the fault: " + effect + " within " + bound, e);
    }
  }

  /** Stops the load, waits until the replica is level or does not get any nearer, and judges. */
  List<Violation> judge() throws Exception {
    load.pause();
    List<Violation> violations = new ArrayList<>();
    try (Connection here = Servers.connect(source);
        Connection there = Servers.connect(replica)) {
      violations.addAll(awaitLevel(new ReplicaEqual(here, there, database)));
    }
    LogDump log = LogDump.of(brokers.cluster().bootstrap(), database);
    violations.addAll(new NothingLostOrTwice(journal, log).violations());
    Binlog binlog = Binlog.of(source);
    violations.addAll(new BinlogInTheLog(binlog.gtids(database), log).violations());
    violations.addAll(new OrderKept(binlog.gtids(), log).violations());
    violations.addAll(new TransactionsWholeInTheLog(log).violations());
    violations.addAll(whole.violations());
    double drift = applier.metric("doppio_target_drift_rows_total");
    if (drift != 0) {
      violations.add(new Violation(Violation.Kind.LOST, drift + " rows drifted at the replica"));
    }
    return violations;
  }

  /** What differs when it no longer changes. */
  static List<Violation> awaitLevel(Guarantee equal) {
    List<List<Violation>> looks = new ArrayList<>();
    await("a replica that is level or at rest")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              looks.add(equal.violations());
              return looks.get(looks.size() - 1).isEmpty() || isAtRest(looks);
            });
    return looks.get(looks.size() - 1);
  }

  private static boolean isAtRest(List<List<Violation>> looks) {
    return looks.size() > REST
        && looks.subList(looks.size() - REST, looks.size()).stream().distinct().count() == 1;
  }

  @Override
  public void close() {
    load.close();
    whole.close();
    applier.close();
    sidecar.close();
    sidecarMySql.close();
    applierMySql.close();
    brokers.close();
  }
}
