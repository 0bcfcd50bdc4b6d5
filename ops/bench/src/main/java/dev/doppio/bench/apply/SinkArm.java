package dev.doppio.bench.apply;

import dev.doppio.bench.arm.Measurement;
import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.arm.WorkerProcess;
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

/** Debezium's JDBC sink, from the first document in the replica to the last. */
final class SinkArm implements ApplyArm {
  private static final Duration AT_MOST = Duration.ofHours(1);

  private final Servers servers;
  private final Replica replica;
  private final Feed feed;
  private final SinkCell cell;
  private final String name;

  /**
   * What it reads.
   *
   * @param topic filled by the stock source connector
   * @param end of that
   */
  record Feed(String topic, SinkEnd end) {}

  SinkArm(Servers servers, Replica replica, Feed feed, SinkCell cell, String name) {
    this.servers = servers;
    this.replica = replica;
    this.feed = feed;
    this.cell = cell;
    this.name = name;
  }

  SinkCell cell() {
    return cell;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String settings() {
    return "Debezium's JDBC sink, upsert, JSON with schemas, rewriteBatchedStatements, "
        + cell
        + "; "
        + String.join(" ", WorkerProcess.flags());
  }

  @Override
  public Measurement apply(Backlog backlog, int run) throws SQLException, InterruptedException {
    String database = backlog.database();
    replica.emptyWithTables(database);
    Path folder = servers.workspace().folder(database, name.replace(' ', '-') + "-" + run);
    long launched = System.nanoTime();
    Child child = new SinkWorker(servers, replica, database, feed.topic(), cell, folder).launch();
    Waiting waiting = new Waiting(child, AT_MOST);
    while (!replica.hasSome(database)) {
      waiting.pause("the first document to be in the replica");
    }
    double started = (System.nanoTime() - launched) / 1e9;
    Window window = Window.open(replica.processes(servers, Optional.of(child.pid())));
    Map<String, Double> threads = Proc.cpuSecondsByThread(child.pid());
    feed.end().await(replica, database, waiting);
    Window.Usage usage = window.usage();
    Map<String, Double> used = Proc.since(threads, Proc.cpuSecondsByThread(child.pid()));
    long peak = Proc.peakRssBytes(child.pid());
    WorkerProcess.stop(child);
    replica.mustEqual(servers.mysql(), database, name);
    replica.empty(database);
    return new Measurement(backlog.rows(), usage, peak, Optional.of(started), used);
  }
}
