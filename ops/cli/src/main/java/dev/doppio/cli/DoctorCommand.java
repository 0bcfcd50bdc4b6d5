package dev.doppio.cli;

import dev.doppio.cli.doctor.Report;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at all that the starts of daemons hang on, and says everything that is wrong at once:"
          + " settings, log topics, source, ledger, target, checkpoints. Writes nothing.",
      "Ends with 0, warnings or not; with 2, 3 or 4 as the worst of the starts would."
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigurationFiles configurations;

  @Option(names = "--json", description = "One JSON object on a line.")
  private boolean json;

  @Override
  public Integer call() {
    Logging.silence();
    Report report = configurations.examine();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(report.json());
    } else {
      report.lines().forEach(out::println);
    }
    out.flush();
    return report.exitCode().code();
  }
}
