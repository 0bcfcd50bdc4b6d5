package dev.doppio.bench.apply;

import dev.doppio.bench.arm.Arm;
import dev.doppio.bench.arm.ConnectArm;
import dev.doppio.bench.arm.ConnectCell;
import dev.doppio.bench.arm.ConnectStart;
import dev.doppio.bench.arm.Envelope;
import dev.doppio.bench.arm.Measurement;
import dev.doppio.bench.arm.OurLog;
import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.report.Machine;
import dev.doppio.bench.report.Ratio;
import dev.doppio.bench.report.WorkloadFigures;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.bench.workload.Loader;
import dev.doppio.bench.workload.Mix;
import dev.doppio.bench.workload.Workload;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One workload: written once, brought once into our log and once into the connector's topic, then
 * applied by all arms in turn, at each durability of the replica. Used once, by one thread.
 */
final class ApplyContest {
  /** Cell of the source's grid that fills the topic; its speed is nobody's figure. */
  private static final int FILLING_CELL = 3;

  private static final String NATIVE = "native";
  private static final String SINK = "sink";
  private static final String OURS = "apply:mysql";

  private final ApplyBenchOptions options;
  private final Servers servers;
  private final Replica replica;
  private final String database;
  private final Consumer<String> say;
  private final JavaProgram doppio = JavaProgram.doppio();
  private final OurLog log;

  /**
   * @param options of the bench
   * @param servers that all share
   * @param replica that all write to
   * @param database of this workload alone
   * @param say told what goes on
   */
  ApplyContest(
      ApplyBenchOptions options,
      Servers servers,
      Replica replica,
      String database,
      Consumer<String> say) {
    this.options = options;
    this.servers = servers;
    this.replica = replica;
    this.database = database;
    this.say = say;
    this.log = new OurLog(servers, "applied", database, options.partitions(), doppio);
  }

  List<WorkloadFigures> run(Workload workload) throws SQLException, InterruptedException {
    say.accept(workload.describe() + ": into our log and the connector's topic");
    Loader loader = new Loader(servers.mysql());
    loader.create(database);
    log.begin();
    ConnectStart start = new ConnectStart(servers, options.partitions(), Envelope.FOR_SINK);
    Optional<Arm.Prepared> source = source(start);
    Backlog backlog = loader.fill(database, workload, Mix.HALF_UPDATES);
    log.bring(backlog);
    Optional<SinkArm.Feed> feed = Optional.empty();
    if (source.isPresent()) {
      source.get().drain(backlog);
      String topic = start.topic(database);
      SinkEnd end = SinkEnd.of(servers, topic, options.partitions());
      feed = Optional.of(new SinkArm.Feed(topic, end));
    }
    List<WorkloadFigures> all = new ArrayList<>();
    for (int durability : options.durabilities()) {
      replica.durability(durability);
      all.add(race(backlog, feed, durability));
    }
    return all;
  }

  private Optional<Arm.Prepared> source(ConnectStart start)
      throws SQLException, InterruptedException {
    if (!options.has(SINK)) {
      return Optional.empty();
    }
    ConnectCell cell = ConnectCell.grid().get(FILLING_CELL);
    return Optional.of(new ConnectArm(start, cell, "filling").prepare(database, 1));
  }

  private WorkloadFigures race(Backlog backlog, Optional<SinkArm.Feed> feed, int durability)
      throws SQLException, InterruptedException {
    String load = Machine.loadAverage();
    Race race = new Race(backlog, say);
    List<ApplyArm> arms = new ArrayList<>();
    if (options.has(NATIVE)) {
      arms.add(bestNative(race));
    }
    if (feed.isPresent()) {
      arms.add(bestSink(race, feed.get()));
    }
    List<ApplierArm> ours = ours(durability);
    arms.addAll(ours);
    race.rounds(arms, options.rounds());
    if (options.profile()) {
      for (ApplierArm arm : ours) {
        ProfiledApply.run(arm, backlog, servers.workspace(), say);
      }
    }
    return new WorkloadFigures(
        backlog.workload() + " sync " + durability,
        backlog.workload().describe()
            + ", half of them updates; replica with sync_binlog and innodb_flush_log_at_trx_commit "
            + durability,
        backlog.binlogBytes(),
        load,
        race.figures(),
        ratios(race),
        race.grid());
  }

  private NativeArm bestNative(Race race) throws SQLException, InterruptedException {
    List<NativeArm> choices = new ArrayList<>();
    for (int workers : options.workers()) {
      choices.add(new NativeArm(servers, replica, workers, NATIVE + " " + workers));
    }
    return new NativeArm(servers, replica, race.best(choices).workers(), NATIVE);
  }

  private SinkArm bestSink(Race race, SinkArm.Feed feed) throws SQLException, InterruptedException {
    List<SinkCell> grid = SinkCell.grid();
    List<SinkCell> cells = options.cell() == 0 ? grid : List.of(grid.get(options.cell() - 1));
    List<SinkArm> choices = new ArrayList<>();
    for (SinkCell cell : cells) {
      choices.add(new SinkArm(servers, replica, feed, cell, SINK + " cell " + grid.indexOf(cell)));
    }
    return new SinkArm(servers, replica, feed, race.best(choices).cell(), SINK);
  }

  /** Index and warehouse do not know the replica's durability: they run beside its first. */
  private List<ApplierArm> ours(int durability) {
    Outcomes outcomes = new Outcomes(servers.mysql());
    List<ApplierArm> arms = new ArrayList<>();
    if (options.has("mysql")) {
      arms.add(
          ours(
              Into.mysql(replica.mysql()),
              (folder, backlog) -> replica.mustEqual(servers.mysql(), database, OURS)));
    }
    if (durability == options.durabilities().get(0)) {
      if (options.has("search")) {
        arms.add(ours(Into.lucene(), outcomes::index));
      }
      if (options.has("hadoop")) {
        arms.add(ours(Into.hadoop("hadoop", "both"), outcomes::warehouse));
      }
      if (options.has("hadoop-changes")) {
        arms.add(ours(Into.hadoop("hadoop-changes", "changes"), outcomes::changes));
      }
      if (options.has("hadoop-current")) {
        arms.add(ours(Into.hadoop("hadoop-current", "current"), outcomes::current));
      }
    }
    return arms;
  }

  private ApplierArm ours(Into into, ApplierArm.Outcome outcome) {
    return new ApplierArm(servers, replica, log, into.with(options.settings()), outcome, doppio);
  }

  private static List<Ratio> ratios(Race race) {
    List<Ratio> all = new ArrayList<>();
    all.addAll(race.ratio(OURS, NATIVE, "rows/s", Measurement::rowsPerSecond));
    all.addAll(race.ratio(OURS, SINK, "rows/s", Measurement::rowsPerSecond));
    all.addAll(
        race.ratio(OURS, SINK, "CPU a row", run -> run.cpuSecondsPerMillionRows(Measurement.OWN)));
    return all;
  }
}
