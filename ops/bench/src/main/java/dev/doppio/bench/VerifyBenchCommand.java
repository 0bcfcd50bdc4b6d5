package dev.doppio.bench;

import dev.doppio.bench.verify.VerifyBench;
import dev.doppio.bench.verify.VerifyReport;
import dev.doppio.local.LocalException;
import dev.doppio.schemas.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code doppio bench verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares a replica with its source at rest; then, in turn, a write load at half of what the"
          + " storage node takes runs alone, and beside a comparison. Starts all servers and"
          + " daemons itself, and ends them."
    })
final class VerifyBenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--rows",
      defaultValue = "1000000",
      description = "Documents; default: ${DEFAULT-VALUE}.")
  private int rows;

  @Option(
      names = "--bytes",
      defaultValue = "200",
      description = "Of each; default: ${DEFAULT-VALUE}.")
  private int bytes;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Of each load; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Each with the load alone and beside a comparison; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--rate",
      defaultValue = "0",
      description = "Of the comparison beside the load, rows a second; 0, the default: no bound.")
  private int rate;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "ops/bench/target/bench-verify",
      description = "Gets report.txt and report.json; default: ${DEFAULT-VALUE}.")
  private Path out;

  @Override
  public Integer call() {
    VerifyReport.Load load;
    try {
      load = new VerifyReport.Load(rows, bytes, seconds, rounds, rate);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
    Stage.run(
        spec.commandLine().getOut(),
        (workspace, say) -> write(new VerifyBench(workspace, load, say).run(), say));
    return ExitCode.OK.code();
  }

  private void write(VerifyReport report, Consumer<String> say) {
    report.lines().forEach(say);
    try {
      Files.createDirectories(out);
      Files.write(out.resolve("report.txt"), report.lines());
      Files.writeString(out.resolve("report.json"), report.json());
    } catch (IOException e) {
      throw new LocalException(
          "Cannot write the report: " + e + "; choose another folder with --out", e);
    }
    say.accept("the report is in " + out.toAbsolutePath());
  }
}
