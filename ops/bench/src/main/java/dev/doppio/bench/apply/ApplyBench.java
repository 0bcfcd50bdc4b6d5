package dev.doppio.bench.apply;

import dev.doppio.bench.arm.Servers;
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

/** The bench of applying: servers, then a contest for each workload. Used once, by one thread. */
public final class ApplyBench {
  private final ApplyBenchOptions options;
  private final Workspace workspace;
  private final Consumer<String> say;
  private final PrintWriter screen;

  /**
   * @param options what is asked for
   * @param workspace whose end is everybody's
   * @param say told what goes on
   * @param screen gets the report
   */
  public ApplyBench(
      ApplyBenchOptions options, Workspace workspace, Consumer<String> say, PrintWriter screen) {
    this.options = options;
    this.workspace = workspace;
    this.say = say;
    this.screen = screen;
  }

  /**
   * Runs it.
   *
   * @throws dev.doppio.local.LocalException when an arm fails, or leaves anything else than what
   *     was written
   */
  public void run() throws SQLException, InterruptedException {
    say.accept("starting two MySQL servers and a Kafka on loopback, all files in " + workspace);
    Servers servers = Servers.start(workspace);
    Replica replica = Replica.start(workspace);
    Map<String, String> machine = machine(servers);
    List<WorkloadFigures> done = new ArrayList<>();
    int number = 0;
    for (Workload workload : options.workloads()) {
      String database = "bench" + ++number;
      for (WorkloadFigures figures :
          new ApplyContest(options, servers, replica, database, say).run(workload)) {
        done.add(figures);
        ScreenReport.lines(figures).forEach(screen::println);
        screen.flush();
      }
      // After each: a run that ends half-way leaves what it has.
      ReportFiles.write(options.out(), new Report(machine, done));
    }
    say.accept("the report is in " + options.out().toAbsolutePath());
  }

  private static Map<String, String> machine(Servers servers) {
    Map<String, String> facts = Machine.facts();
    facts.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.putAll(servers.versions());
    facts.put("column MySQL", "the replica's server; of arm native all that it takes");
    return facts;
  }
}
