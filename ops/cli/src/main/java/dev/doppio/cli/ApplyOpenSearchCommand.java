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
    name = "opensearch",
    mixinStandardHelpOptions = true,
    description =
        "Runs the daemon that keeps indexes of an OpenSearch cluster in step with the log.")
final class ApplyOpenSearchCommand implements Callable<Integer> {
  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--check",
      description = "Validates the configuration, prints what is in force, and ends.")
  private boolean check;

  @Option(
      names = "--rebuild",
      description =
          "Builds the indexes anew from the log's begin, beside those that are searched, which"
              + " another daemon may keep in step; their aliases become these at the log's end, and"
              + " it goes on. Started again before that, it goes on where it stood.")
  private boolean rebuild;

  @Override
  public Integer call() {
    Loaded<ApplySettings> loaded = configuration.load(Configurations::applyOpenSearch);
    if (check) {
      Daemons.check(loaded.settings());
      configuration.printEffective(loaded);
      return ExitCode.OK.code();
    }
    Logging.bridge();
    return (rebuild ? Daemons.rebuild(loaded.settings()) : Daemons.apply(loaded.settings())).code();
  }
}
