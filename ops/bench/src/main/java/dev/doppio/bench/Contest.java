package dev.doppio.bench;

import dev.doppio.bench.arm.Arm;
import dev.doppio.bench.arm.ConnectArm;
import dev.doppio.bench.arm.ConnectCell;
import dev.doppio.bench.arm.ConnectStart;
import dev.doppio.bench.arm.EngineArm;
import dev.doppio.bench.arm.Envelope;
import dev.doppio.bench.arm.LibraryArm;
import dev.doppio.bench.arm.Measurement;
import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.arm.SidecarArm;
import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.report.ArmFigures;
import dev.doppio.bench.report.Machine;
import dev.doppio.bench.report.Ratio;
import dev.doppio.bench.report.WorkloadFigures;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.bench.workload.Loader;
import dev.doppio.bench.workload.Workload;
import dev.doppio.local.ClassArchive;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * One workload: all arms take up their places before an empty table, the table is filled, and the
 * arms drain the same binlog in turn, round by round. Used once, by one thread.
 */
final class Contest {
  private static final String CONNECT = "connect";

  private final CaptureBenchOptions options;
  private final Servers servers;
  private final String database;
  private final Consumer<String> say;
  private final Loader loader;
  private final ClassArchive classes;
  private final Map<String, List<Measurement>> measured = new LinkedHashMap<>();
  private final List<ArmFigures> grid = new ArrayList<>();

  /**
   * @param options of the bench
   * @param servers that all share
   * @param database of this workload alone
   * @param say told what goes on
   */
  Contest(CaptureBenchOptions options, Servers servers, String database, Consumer<String> say) {
    this.options = options;
    this.servers = servers;
    this.database = database;
    this.say = say;
    this.loader = new Loader(servers.mysql());
    this.classes =
        new ClassArchive(
            JavaProgram.doppio().classPath(),
            servers.workspace().folder(database).resolve("classes.jsa"));
  }

  WorkloadFigures run(Workload workload) throws SQLException, InterruptedException {
    say.accept(workload.describe() + ": every arm takes up its place before an empty table");
    loader.create(database);
    ConnectStart start = new ConnectStart(servers, options.partitions(), Envelope.BARE);
    List<ConnectArm> cells = cells(start);
    List<Arm.Prepared> gridRuns = new ArrayList<>();
    for (ConnectArm cell : cells) {
      gridRuns.add(cell.prepare(database, 0));
    }
    List<Arm> ours = ours();
    Map<Arm, List<Arm.Prepared>> places = new LinkedHashMap<>();
    for (Arm arm : ours) {
      places.put(arm, prepare(arm));
    }
    ProfiledRuns profiled = ProfiledRuns.prepare(options, servers, database, classes);
    say.accept("writing " + workload.describe());
    Backlog backlog = loader.fill(database, workload);
    ConnectArm connect = best(cells, gridRuns, backlog, start);
    places.put(connect, prepare(connect));
    String load = Machine.loadAverage();
    rounds(places, backlog);
    profiled.run(backlog, say);
    return figures(new ArrayList<>(places.keySet()), backlog, load);
  }

  private List<Arm> ours() {
    JavaProgram doppio = JavaProgram.doppio();
    List<Arm> arms = new ArrayList<>(List.of(new LibraryArm(servers, doppio)));
    for (String engine : options.engines()) {
      arms.add(new EngineArm(servers, engine, doppio));
    }
    for (String engine : options.engines()) {
      arms.add(new SidecarArm(servers, engine, options.partitions(), doppio, classes));
    }
    return arms;
  }

  private List<Arm.Prepared> prepare(Arm arm) throws SQLException, InterruptedException {
    List<Arm.Prepared> runs = new ArrayList<>();
    for (int round = 1; round <= options.rounds(); round++) {
      runs.add(arm.prepare(database, round));
    }
    return runs;
  }

  private List<ConnectArm> cells(ConnectStart start) {
    List<ConnectArm> cells = new ArrayList<>();
    for (ConnectCell cell : ConnectCell.grid()) {
      cells.add(new ConnectArm(start, cell, "connect cell " + (cells.size() + 1)));
    }
    return options.cell() == 0 ? cells : List.of(cells.get(options.cell() - 1));
  }

  /** The quickest cell; with one cell there is nothing to try. */
  private ConnectArm best(
      List<ConnectArm> cells, List<Arm.Prepared> runs, Backlog backlog, ConnectStart start)
      throws SQLException, InterruptedException {
    ConnectCell best = cells.get(0).cell();
    if (cells.size() > 1) {
      for (int cell = 0; cell < cells.size(); cell++) {
        Measurement measurement = measure(cells.get(cell), runs.get(cell), backlog);
        grid.add(
            ArmFigures.of(
                cells.get(cell).name(),
                cells.get(cell).cell().toString(),
                backlog,
                List.of(measurement)));
      }
      int quickest =
          grid.indexOf(
              grid.stream()
                  .max(Comparator.comparing(cell -> cell.rowsPerSecond().median()))
                  .orElseThrow());
      best = cells.get(quickest).cell();
    }
    return new ConnectArm(start, best, CONNECT);
  }

  /** Each round begins with another arm: none is always behind the same one. */
  private void rounds(Map<Arm, List<Arm.Prepared>> places, Backlog backlog)
      throws SQLException, InterruptedException {
    List<Arm> arms = new ArrayList<>(places.keySet());
    for (int round = 0; round < options.rounds(); round++) {
      for (int turn = 0; turn < arms.size(); turn++) {
        Arm arm = arms.get((turn + round) % arms.size());
        measured
            .computeIfAbsent(arm.name(), name -> new ArrayList<>())
            .add(measure(arm, places.get(arm).get(round), backlog));
      }
    }
  }

  private Measurement measure(Arm arm, Arm.Prepared run, Backlog backlog)
      throws SQLException, InterruptedException {
    Measurement measurement = run.drain(backlog);
    say.accept(
        String.format(
            Locale.ROOT,
            "%-18s %,10.0f rows/s  %6.1f us of CPU a row  %4.0f MB",
            arm.name(),
            measurement.rowsPerSecond(),
            measurement.cpuSecondsPerMillionRows(Measurement.OWN),
            measurement.peakRssBytes() / 1e6));
    return measurement;
  }

  private WorkloadFigures figures(List<Arm> arms, Backlog backlog, String load) {
    List<ArmFigures> figures =
        arms.stream()
            .map(
                arm -> ArmFigures.of(arm.name(), arm.settings(), backlog, measured.get(arm.name())))
            .toList();
    return new WorkloadFigures(
        backlog.workload().toString(),
        backlog.workload().describe(),
        backlog.binlogBytes(),
        load,
        figures,
        ratios(),
        grid);
  }

  private List<Ratio> ratios() {
    List<Ratio> ratios = new ArrayList<>();
    for (String engine : options.engines()) {
      String source = "source:" + engine;
      ratios.add(ratio(source, "library", "rows/s", Measurement::rowsPerSecond));
    }
    for (String engine : options.engines()) {
      String log = "log:" + engine;
      ratios.add(ratio(log, CONNECT, "rows/s", Measurement::rowsPerSecond));
      ratios.add(
          ratio(log, CONNECT, "CPU a row", run -> run.cpuSecondsPerMillionRows(Measurement.OWN)));
    }
    return ratios;
  }

  private Ratio ratio(
      String one, String other, String figure, ToDoubleFunction<Measurement> value) {
    return Ratio.of(
        one + " / " + other + ", " + figure, measured.get(one), measured.get(other), value);
  }
}
