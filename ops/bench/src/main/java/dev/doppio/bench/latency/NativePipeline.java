package dev.doppio.bench.latency;

import dev.doppio.bench.apply.NativeReplication;
import dev.doppio.bench.apply.Replica;
import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.workload.Loader;
import java.sql.SQLException;

/** MySQL's own replication. */
final class NativePipeline implements Pipeline {
  private static final int WORKERS = 4;

  private final Servers servers;
  private final Replica replica;

  NativePipeline(Servers servers, Replica replica) {
    this.servers = servers;
    this.replica = replica;
  }

  @Override
  public String name() {
    return "native";
  }

  @Override
  public String settings() {
    return "replica_parallel_workers=" + WORKERS + ", WRITESET dependencies, order kept";
  }

  @Override
  public Running start(String database) throws SQLException {
    replica.emptyWithTables(database);
    NativeReplication replication = new NativeReplication(replica, servers.mysql());
    replication.point(new Loader(servers.mysql()).executed(), WORKERS);
    replica.execute("START REPLICA");
    return new Running() {
      @Override
      public void check() {
        replication.mustRun();
      }

      @Override
      public void stop() throws SQLException {
        replica.empty(database);
      }
    };
  }
}
