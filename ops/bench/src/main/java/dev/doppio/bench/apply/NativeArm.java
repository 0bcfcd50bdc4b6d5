package dev.doppio.bench.apply;

import dev.doppio.bench.arm.Measurement;
import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.process.Window;
import dev.doppio.bench.workload.Backlog;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * MySQL's own replica, from its relay log: all of the backlog is fetched before the clock starts,
 * and so are its threads.
 */
final class NativeArm implements ApplyArm {
  private final Servers servers;
  private final Replica replica;
  private final int workers;
  private final String name;

  NativeArm(Servers servers, Replica replica, int workers, String name) {
    this.servers = servers;
    this.replica = replica;
    this.workers = workers;
    this.name = name;
  }

  int workers() {
    return workers;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String settings() {
    return "replica_parallel_workers="
        + workers
        + " replica_preserve_commit_order=ON, WRITESET dependencies, from its relay log";
  }

  @Override
  public Measurement apply(Backlog backlog, int run) throws SQLException, InterruptedException {
    replica.emptyWithTables(backlog.database());
    NativeReplication replication = new NativeReplication(replica, servers.mysql());
    replication.point(backlog.before(), workers);
    replication.fetch(backlog.after());
    Window window = Window.open(replica.processes(servers, Optional.empty()));
    replica.execute("START REPLICA SQL_THREAD");
    replication.awaitApplied(backlog.after());
    Window.Usage usage = window.usage();
    replica.mustEqual(servers.mysql(), backlog.database(), name);
    replica.empty(backlog.database());
    // It has no client: all that it takes is the server's.
    Map<String, Double> cpu = new HashMap<>(usage.cpuSeconds());
    cpu.put(Measurement.OWN, 0.0);
    return new Measurement(
        backlog.rows(),
        new Window.Usage(usage.from(), usage.seconds(), cpu),
        0,
        Optional.empty(),
        Map.of());
  }
}
