package dev.doppio.bench.latency;

import dev.doppio.bench.apply.Applier;
import dev.doppio.bench.apply.Into;
import dev.doppio.bench.apply.Replica;
import dev.doppio.bench.arm.OurLog;
import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.process.Waiting;
import dev.doppio.local.Child;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Our sidecar and our applier, all default. */
final class DoppioPipeline implements Pipeline {
  private static final Duration AT_MOST = Duration.ofHours(4);

  private final Servers servers;
  private final Replica replica;
  private final int partitions;
  private final JavaProgram program = JavaProgram.doppio();

  DoppioPipeline(Servers servers, Replica replica, int partitions) {
    this.servers = servers;
    this.replica = replica;
    this.partitions = partitions;
  }

  @Override
  public String name() {
    return "doppio";
  }

  @Override
  public String settings() {
    return "doppio sidecar and doppio apply mysql, all default; "
        + String.join(" ", program.flags());
  }

  @Override
  public Running start(String database) throws SQLException, InterruptedException {
    replica.empty(database);
    OurLog log = OurLog.ofUnsafeSource(servers, "latency", database, partitions, program);
    Child sidecar = log.start();
    Path folder = servers.workspace().folder(database, "apply");
    Applier applier = new Applier(servers, log, Into.mysql(replica.mysql()), folder);
    Child child = applier.launch(program);
    Waiting waiting = new Waiting(child, AT_MOST);
    applier.awaitReady(waiting);
    Waiting source = new Waiting(sidecar, AT_MOST);
    return new Running() {
      @Override
      public void check() {
        List.of(waiting, source).forEach(each -> each.check("documents to be in the replica"));
      }

      @Override
      public void stop() throws SQLException {
        Applier.stop(child);
        log.stop(sidecar);
        replica.empty(database);
      }
    };
  }
}
