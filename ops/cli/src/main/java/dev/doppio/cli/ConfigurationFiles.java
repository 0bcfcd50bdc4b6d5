package dev.doppio.cli;

import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.DaemonConfiguration;
import dev.doppio.cli.config.Loaded;
import dev.doppio.cli.doctor.Doctor;
import dev.doppio.cli.doctor.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags of a command that reads the configurations of several daemons. */
final class ConfigurationFiles {
  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration of a sidecar or an applier. May be given often.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one value in each of them. May be given often.")
  private List<String> sets = new ArrayList<>();

  /** What is warned of in one of them may be a setting of another, so nothing is. */
  List<DaemonConfiguration> load() {
    Configurations configurations = new Configurations(System.getenv());
    return files.stream()
        .map(file -> configurations.any(file, sets))
        .map(Loaded::settings)
        .toList();
  }

  /** One that is wrong does not keep the others from being looked at. */
  Report examine() {
    return new Doctor(new Configurations(System.getenv()), sets).examine(files);
  }
}
