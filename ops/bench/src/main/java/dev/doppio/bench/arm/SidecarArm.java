package dev.doppio.bench.arm;

import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.process.Proc;
import dev.doppio.bench.process.Waiting;
import dev.doppio.bench.process.Window;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.local.Child;
import dev.doppio.local.ClassArchive;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Our pipeline into Kafka: the daemon, beginning behind an empty snapshot in a log of its own,
 * until its committed position covers the backlog.
 */
public final class SidecarArm implements Arm {
  private static final Duration AT_MOST = Duration.ofHours(1);

  private final Servers servers;
  private final String engine;
  private final int partitions;
  private final JavaProgram program;
  private final ClassArchive classes;

  /**
   * @param servers that it connects
   * @param engine of capture
   * @param partitions of its log
   * @param program the {@code doppio} command
   * @param classes that an installed daemon keeps from its first run on
   */
  public SidecarArm(
      Servers servers, String engine, int partitions, JavaProgram program, ClassArchive classes) {
    this.classes = classes;
    this.servers = servers;
    this.engine = engine;
    this.partitions = partitions;
    this.program = program;
  }

  @Override
  public String name() {
    return "log:" + engine;
  }

  @Override
  public String settings() {
    return "doppio sidecar, capture.engine "
        + engine
        + ", all else default; "
        + String.join(" ", program.flags());
  }

  @Override
  public Prepared prepare(String database, int run) throws InterruptedException {
    String node = "sidecar-" + engine + "-" + run;
    SidecarFile file = new SidecarFile(servers, node, database, engine, partitions);
    SidecarProcess sidecar = new SidecarProcess(file);
    Child child = sidecar.launch(program.with(classes.flagsOfFirst()));
    sidecar.awaitReady(child);
    classes.make(servers.workspace().children()::supervise);
    sidecar.stop(child);
    return backlog -> drain(file, sidecar, backlog);
  }

  private Measurement drain(SidecarFile file, SidecarProcess sidecar, Backlog backlog)
      throws SQLException, InterruptedException {
    Set<Long> dumps = servers.dumps();
    try (LogWatch log = new LogWatch(servers.kafka(), file.log(), partitions);
        PositionWatch position = new PositionWatch(servers.kafka(), file)) {
      long end = log.end();
      long launched = System.nanoTime();
      Child child = sidecar.launch(program.with(classes.flags()));
      Waiting waiting = new Waiting(child, AT_MOST);
      servers.awaitDumpBeside(dumps, waiting);
      Window window = Window.open(servers.processesWith(child.pid()));
      Map<String, Double> threads = Proc.cpuSecondsByThread(child.pid());
      log.awaitEnd(end + 1, waiting);
      double start = (System.nanoTime() - launched) / 1e9;
      position.awaitCovering(backlog.after(), waiting);
      Window.Usage usage = window.usage();
      Map<String, Double> used = Proc.since(threads, Proc.cpuSecondsByThread(child.pid()));
      long peak = Proc.peakRssBytes(child.pid());
      sidecar.stop(child);
      long rows = LogRows.count(servers.kafka(), file.log(), partitions);
      return new Measurement(rows, usage, peak, Optional.of(start), used)
          .mustCover(backlog, name());
    }
  }
}
