package dev.doppio.cli;

import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.cli.mastership.MastershipMove;
import dev.doppio.schemas.failure.ExitCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Lists each partition's generation, owner and end, and takeovers under way.")
final class MastershipShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigurationOptions configuration;

  @Option(names = "--database", description = "As in 'databases'; default: all of them.")
  private Optional<String> database;

  @Override
  public Integer call() {
    Logging.silence();
    SidecarSettings settings = configuration.load(Configurations::sidecar).settings();
    Consumer<String> out = MastershipOptions.printing(spec);
    try (MastershipMove move = MastershipMove.open(settings, Duration.ZERO, out)) {
      move.show(database).forEach(out);
    }
    return ExitCode.OK.code();
  }
}
