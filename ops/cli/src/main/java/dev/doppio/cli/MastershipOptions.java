package dev.doppio.cli;

import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.cli.mastership.MastershipMove;
import dev.doppio.schemas.failure.ExitCode;
import dev.doppio.schemas.log.PartitionId;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which partitions of which node, and how long to wait for its sidecar and its applier. */
final class MastershipOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Mixin private ConfigurationOptions configuration;

  @Option(names = "--database", required = true, description = "As in 'databases'.")
  private String database;

  @Option(
      names = "--partition",
      required = true,
      paramLabel = "N[,N..]|all",
      description = "Which of its partitions.")
  private String partitions;

  @Option(
      names = "--wait",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "Bound of each thing that is waited for; default: ${DEFAULT-VALUE}.")
  private int wait;

  /** What is done with the partitions. */
  interface Act {
    void on(MastershipMove move, List<PartitionId> partitions);
  }

  int run(Act act) {
    Logging.silence();
    SidecarSettings settings = configuration.load(Configurations::sidecar).settings();
    try (MastershipMove move =
        MastershipMove.open(settings, Duration.ofSeconds(wait), printing(command))) {
      act.on(move, move.partitions(database, partitions));
    }
    return ExitCode.OK.code();
  }

  /** Each line as soon as it is true. */
  static Consumer<String> printing(CommandSpec command) {
    return line -> {
      command.commandLine().getOut().println(line);
      command.commandLine().getOut().flush();
    };
  }
}
