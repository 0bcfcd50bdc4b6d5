package dev.doppio.cli;

import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.Loaded;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.cli.daemon.Daemons;
import dev.doppio.schemas.failure.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "sidecar",
    mixinStandardHelpOptions = true,
    description = "Runs the daemon beside a storage node: captures its binlog into the log.")
final class SidecarCommand implements Callable<Integer> {
  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--check",
      description = "Validates the configuration, prints what is in force, and ends.")
  private boolean check;

  @Override
  public Integer call() {
    Loaded<SidecarSettings> loaded = configuration.load(Configurations::sidecar);
    if (check) {
      Daemons.check(loaded.settings());
      configuration.printEffective(loaded);
      return ExitCode.OK.code();
    }
    Logging.bridge();
    return Daemons.sidecar(loaded.settings()).code();
  }
}
