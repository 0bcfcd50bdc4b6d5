package dev.doppio.bench.latency;

import dev.doppio.bench.apply.Replica;
import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.report.Machine;
import dev.doppio.bench.workload.Loader;
import dev.doppio.local.LocalException;
import dev.doppio.local.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The bench of latency: a pipeline after the other, round by round. Used once, by one thread. */
public final class LatencyBench {
  private static final int PARTITIONS = 8;

  private final LatencyLoad load;
  private final Workspace workspace;
  private final Consumer<String> say;
  private final Map<String, TreeMap<Integer, Run.Outcome>> outcomes = new TreeMap<>();

  /**
   * @param load what is asked for
   * @param workspace whose end is everybody's
   * @param say told what goes on, and the report
   */
  public LatencyBench(LatencyLoad load, Workspace workspace, Consumer<String> say) {
    this.load = load;
    this.workspace = workspace;
    this.say = say;
  }

  /**
   * Runs it.
   *
   * @throws LocalException when a pipeline fails, or documents do not come
   */
  public void run() throws SQLException, InterruptedException {
    say.accept("starting two MySQL servers and a Kafka on loopback, all files in " + workspace);
    Servers servers = Servers.start(workspace);
    Replica replica = Replica.start(workspace);
    replica.durability(load.durability());
    Loader loader = new Loader(servers.mysql());
    loader.durability(load.durability());
    List<Pipeline> pipelines = pipelines(servers, replica);
    Map<String, String> settings = new TreeMap<>();
    pipelines.forEach(each -> settings.put(each.name(), each.settings()));
    Map<String, String> machine = Machine.facts();
    machine.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    machine.putAll(servers.versions());
    machine.put(
        "load",
        "a document of %d bytes a transaction, both servers with sync_binlog and"
                .formatted(load.bytes())
            + " innodb_flush_log_at_trx_commit "
            + load.durability());
    for (int round = 0; round < load.rounds(); round++) {
      for (int turn = 0; turn < pipelines.size(); turn++) {
        Pipeline pipeline = pipelines.get((turn + round) % pipelines.size());
        String database = "latency" + round + turn;
        loader.create(database);
        Pipeline.Running running = pipeline.start(database);
        new Run(servers, replica, load, say).run(pipeline.name(), database, running, this::keep);
        running.stop();
      }
      write(new LatencyReport(machine, settings, lines()));
    }
    new LatencyReport(machine, settings, lines()).text().forEach(say);
    say.accept("the report is in " + load.out().toAbsolutePath());
  }

  private List<Pipeline> pipelines(Servers servers, Replica replica) {
    List<Pipeline> all = new ArrayList<>();
    all.add(new NativePipeline(servers, replica));
    all.add(new DoppioPipeline(servers, replica, PARTITIONS));
    for (DebeziumPipeline.Tuning tuning : DebeziumPipeline.Tuning.values()) {
      all.add(new DebeziumPipeline(servers, replica, PARTITIONS, tuning));
    }
    return all.stream().filter(each -> load.pipelines().contains(each.name())).toList();
  }

  /** Rounds are added up. */
  private void keep(String pipeline, Run.Outcome outcome) {
    outcomes
        .computeIfAbsent(pipeline, name -> new TreeMap<>())
        .merge(
            outcome.rate(),
            outcome,
            (one, other) -> {
              one.visible().add(other.visible());
              one.committed().add(other.committed());
              return one;
            });
  }

  private List<LatencyReport.Line> lines() {
    List<LatencyReport.Line> lines = new ArrayList<>();
    outcomes.forEach(
        (pipeline, byRate) ->
            byRate.forEach(
                (rate, outcome) ->
                    lines.add(
                        LatencyReport.Line.of(
                            pipeline, rate, outcome.visible(), outcome.committed()))));
    return lines;
  }

  private void write(LatencyReport report) {
    try {
      Path folder = Files.createDirectories(load.out());
      Files.write(folder.resolve("report.txt"), report.text());
      Files.writeString(folder.resolve("report.json"), report.json());
    } catch (IOException e) {
      throw new LocalException(
          "Cannot write the report: " + e + "; choose another folder with --out", e);
    }
  }
}
