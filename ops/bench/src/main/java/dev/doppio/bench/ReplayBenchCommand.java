package dev.doppio.bench;

import dev.doppio.bench.arm.ReplayArm;
import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.profile.Profile;
import dev.doppio.bench.report.Machine;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.bench.workload.Workload;
import dev.doppio.local.Workspace;
import dev.doppio.schemas.failure.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code doppio bench replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes documents into a MySQL, brings them into a log, and has 'doppio replay' write the"
            + " whole log into a file of JSON lines: seconds, CPU, and peak of resident memory.")
final class ReplayBenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--workload",
      paramLabel = "RxBxN",
      defaultValue = "1x1000x1000000",
      description =
          "<rows per transaction>x<bytes of a document>x<rows>; default: ${DEFAULT-VALUE}.")
  private String workload;

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--partitions", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--recording",
      paramLabel = "FILE",
      description = "Has the last round's JVM record itself, for jfr.")
  private Optional<Path> recording = Optional.empty();

  @Override
  public Integer call() {
    Workload documents;
    try {
      documents = Workload.parse(workload);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
    PrintWriter screen = spec.commandLine().getOut();
    Stage.run(screen, (workspace, say) -> run(documents, workspace, say));
    return ExitCode.OK.code();
  }

  private void run(Workload documents, Workspace workspace, Consumer<String> say)
      throws SQLException, InterruptedException {
    say.accept("starting a MySQL and a Kafka on loopback, all files in " + workspace);
    Servers servers = Servers.start(workspace);
    JavaProgram program = JavaProgram.doppio();
    ReplayArm arm = new ReplayArm(servers, "replayed", partitions, program);
    Backlog backlog = arm.prepare(documents);
    say.accept(documents.describe() + " are in the log; " + Machine.loadAverage());
    for (int round = 1; round <= rounds; round++) {
      boolean recorded = recording.isPresent() && round == rounds;
      ReplayArm.Round done =
          recorded
              ? arm.with(program.with(List.of(Profile.flag(recording.get()))))
                  .replay(backlog, round)
              : arm.replay(backlog, round);
      say.accept(
          String.format(
              Locale.ROOT,
              "round %d: %,d changes in %.1f s, %,.0f changes/s, %.1f s of CPU, peak RSS %,d MB,"
                  + " %,d MB of JSON lines",
              round,
              done.lines(),
              done.seconds(),
              done.lines() / done.seconds(),
              done.cpuSeconds(),
              done.peakRssBytes() >> 20,
              done.bytes() >> 20));
    }
  }
}
