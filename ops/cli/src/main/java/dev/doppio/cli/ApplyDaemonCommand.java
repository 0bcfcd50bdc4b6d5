package dev.doppio.cli;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.Loaded;
import dev.doppio.cli.daemon.Daemons;
import dev.doppio.schemas.failure.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A daemon that applies the log to a target, or a look at its configuration. */
abstract class ApplyDaemonCommand implements Callable<Integer> {
  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--check",
      description = "Validates the configuration, prints what is in force, and ends.")
  private boolean check;

  private final ConfigurationOptions.Reader<ApplySettings> reader;

  /**
   * @param reader of this target's kind of configuration
   */
  ApplyDaemonCommand(ConfigurationOptions.Reader<ApplySettings> reader) {
    this.reader = reader;
  }

  @Override
  public final Integer call() {
    Loaded<ApplySettings> loaded = configuration.load(reader);
    if (check) {
      Daemons.check(loaded.settings());
      configuration.printEffective(loaded);
      return ExitCode.OK.code();
    }
    Logging.bridge();
    return run(loaded.settings()).code();
  }

  /** Returns when the daemon has ended. */
  ExitCode run(ApplySettings settings) {
    return Daemons.apply(settings);
  }
}
