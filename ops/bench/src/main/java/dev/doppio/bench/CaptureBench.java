package dev.doppio.bench;

import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.drain.LibraryDrain;
import dev.doppio.bench.report.Machine;
import dev.doppio.bench.report.Report;
import dev.doppio.bench.report.ReportFiles;
import dev.doppio.bench.report.ScreenReport;
import dev.doppio.bench.report.WorkloadFigures;
import dev.doppio.bench.workload.Workload;
import dev.doppio.local.Workspace;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The bench of capture: servers, then a contest for each workload. Used once, by one thread. */
final class CaptureBench {
  private final CaptureBenchOptions options;
  private final Workspace workspace;
  private final Consumer<String> say;
  private final PrintWriter screen;

  CaptureBench(
      CaptureBenchOptions options, Workspace workspace, Consumer<String> say, PrintWriter screen) {
    this.options = options;
    this.workspace = workspace;
    this.say = say;
    this.screen = screen;
  }

  void run() throws SQLException, InterruptedException {
    say.accept("starting a MySQL and a Kafka on loopback, all files in " + workspace);
    Servers servers = Servers.start(workspace);
    Map<String, String> machine = machine(servers);
    List<WorkloadFigures> done = new ArrayList<>();
    for (Workload workload : options.workloads()) {
      Contest contest = new Contest(options, servers, "bench" + (done.size() + 1), say);
      done.add(contest.run(workload));
      print(ScreenReport.lines(done.get(done.size() - 1)));
      // After each: a run that ends half-way leaves what it has.
      ReportFiles.write(options.out(), new Report(machine, done));
    }
    say.accept("the report is in " + options.out().toAbsolutePath());
  }

  private static Map<String, String> machine(Servers servers) {
    Map<String, String> facts = Machine.facts();
    facts.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.putAll(servers.versions());
    facts.put("debezium", LibraryDrain.debeziumVersion());
    return facts;
  }

  private void print(List<String> lines) {
    lines.forEach(screen::println);
    screen.flush();
  }
}
