package dev.doppio.bench.apply;

import dev.doppio.bench.arm.Measurement;
import dev.doppio.bench.arm.OurLog;
import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.process.Proc;
import dev.doppio.bench.process.Waiting;
import dev.doppio.bench.process.Window;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.local.Child;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** One of our appliers, from when it reads all of its partitions to the last change. */
final class ApplierArm implements ApplyArm {
  private static final Duration AT_MOST = Duration.ofHours(1);
  private static final long POLL_MILLIS = 200;

  private final Servers servers;
  private final Replica replica;
  private final OurLog log;
  private final Into into;
  private final Outcome outcome;
  private final JavaProgram program;

  /** Says whether the target is what the source is. */
  interface Outcome {
    /**
     * @param folder of the run
     * @throws dev.doppio.local.LocalException when it is not
     */
    void check(Path folder, Backlog backlog) throws SQLException;
  }

  ApplierArm(
      Servers servers,
      Replica replica,
      OurLog log,
      Into into,
      Outcome outcome,
      JavaProgram program) {
    this.servers = servers;
    this.replica = replica;
    this.log = log;
    this.into = into;
    this.outcome = outcome;
    this.program = program;
  }

  /** The same, whose JVM gets a further flag. */
  ApplierArm with(JavaProgram other) {
    return new ApplierArm(servers, replica, log, into, outcome, other);
  }

  @Override
  public String name() {
    return "apply:" + into.arm();
  }

  @Override
  public String settings() {
    return into.describe();
  }

  @Override
  public Measurement apply(Backlog backlog, int run) throws SQLException, InterruptedException {
    replica.empty(backlog.database());
    Path folder = servers.workspace().folder(backlog.database(), "apply-" + into.arm() + "-" + run);
    Applier applier = new Applier(servers, log, into, folder);
    long launched = System.nanoTime();
    Child child = applier.launch(program);
    Waiting waiting = new Waiting(child, AT_MOST);
    applier.awaitReady(waiting);
    double started = (System.nanoTime() - launched) / 1e9;
    Window window = Window.open(replica.processes(servers, Optional.of(child.pid())));
    long before = applier.applied();
    Map<String, Double> threads = Proc.cpuSecondsByThread(child.pid());
    awaitApplied(applier, backlog.rows(), waiting);
    Window.Usage usage = window.usage();
    Map<String, Double> used = Proc.since(threads, Proc.cpuSecondsByThread(child.pid()));
    long peak = Proc.peakRssBytes(child.pid());
    Applier.stop(child);
    outcome.check(folder, backlog);
    replica.empty(backlog.database());
    return new Measurement(backlog.rows() - before, usage, peak, Optional.of(started), used);
  }

  private static void awaitApplied(Applier applier, long rows, Waiting waiting)
      throws InterruptedException {
    while (applier.applied() < rows) {
      waiting.check("change " + rows + " to be in the target");
      Thread.sleep(POLL_MILLIS);
    }
  }
}
