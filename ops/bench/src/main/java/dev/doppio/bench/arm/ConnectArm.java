package dev.doppio.bench.arm;

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
import java.util.Set;

/** The stock connector in a Connect worker, beginning behind an empty snapshot. */
public final class ConnectArm implements Arm {
  private static final Duration AT_MOST = Duration.ofHours(1);

  private final ConnectStart start;
  private final ConnectCell cell;
  private final String name;

  /**
   * @param start shared by all cells
   * @param cell what is tuned
   * @param name of this arm
   */
  public ConnectArm(ConnectStart start, ConnectCell cell, String name) {
    this.start = start;
    this.cell = cell;
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String settings() {
    return "Connect standalone worker, "
        + start.envelope().describe()
        + ", acks=all, "
        + cell
        + "; "
        + String.join(" ", WorkerProcess.flags());
  }

  public ConnectCell cell() {
    return cell;
  }

  @Override
  public Prepared prepare(String database, int run) throws SQLException, InterruptedException {
    start.offsets(database);
    return backlog -> drain(backlog, run);
  }

  private Measurement drain(Backlog backlog, int run) throws SQLException, InterruptedException {
    Servers servers = start.servers();
    String database = backlog.database();
    Path folder = servers.workspace().folder(database, name.replace(' ', '-') + "-" + run);
    start.copyOffsets(database, folder);
    Set<Long> dumps = servers.dumps();
    String topic = ConnectWorker.topic(database, Backlog.TABLE);
    try (LogWatch log = new LogWatch(servers.kafka(), topic, start.partitions())) {
      long before = log.end();
      long launched = System.nanoTime();
      Child child =
          new ConnectWorker(servers, database, cell, start.envelope(), Map.of(), folder).launch();
      Waiting waiting = new Waiting(child, AT_MOST);
      servers.awaitDumpBeside(dumps, waiting);
      Window window = Window.open(servers.processesWith(child.pid()));
      Map<String, Double> threads = Proc.cpuSecondsByThread(child.pid());
      log.awaitEnd(before + 1, waiting);
      double started = (System.nanoTime() - launched) / 1e9;
      log.awaitEnd(before + backlog.rows(), waiting);
      Window.Usage usage = window.usage();
      Map<String, Double> used = Proc.since(threads, Proc.cpuSecondsByThread(child.pid()));
      long peak = Proc.peakRssBytes(child.pid());
      WorkerProcess.stop(child);
      // Its producer has no transactions: every offset is a record.
      return new Measurement(log.end() - before, usage, peak, Optional.of(started), used)
          .mustCover(backlog, name);
    }
  }
}
