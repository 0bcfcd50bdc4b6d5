package dev.doppio.cli;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.Loaded;
import dev.doppio.cli.daemon.Daemons;
import dev.doppio.schemas.failure.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "hadoop",
    mixinStandardHelpOptions = true,
    description =
        "Runs the daemon that loads the log into Iceberg tables: of each table all changes, and the"
            + " documents as they are.")
final class ApplyHadoopCommand implements Callable<Integer> {
  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--check",
      description = "Validates the configuration, prints what is in force, and ends.")
  private boolean check;

  @Override
  public Integer call() {
    Loaded<ApplySettings> loaded = configuration.load(Configurations::applyHadoop);
    if (check) {
      Daemons.check(loaded.settings());
      configuration.printEffective(loaded);
      return ExitCode.OK.code();
    }
    Logging.bridge();
    return Daemons.apply(loaded.settings()).code();
  }
}
