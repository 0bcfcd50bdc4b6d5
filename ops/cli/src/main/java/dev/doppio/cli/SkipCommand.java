package dev.doppio.cli;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.skip.Skipping;
import dev.doppio.schemas.failure.ExitCode;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "skip",
    mixinStandardHelpOptions = true,
    description =
        "Lets a stopped partition of a replica or an index pass the run it has stopped at,"
            + " unapplied, and records it there for ever. Takes the applier's configuration; the"
            + " applier goes on behind the run when it is started again.")
final class SkipCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigurationOptions configuration;

  @Option(names = "--database", required = true, description = "The log, as in 'databases'.")
  private String database;

  @Option(names = "--partition", required = true, description = "The partition's number.")
  private int partition;

  @ArgGroup(multiplicity = "1")
  private What what;

  @Option(names = "--reason", required = true, description = "For those who come later.")
  private String reason;

  private static final class What {
    @Option(
        names = "--scn",
        paramLabel = "G:S",
        description = "The run right after the checkpoint, as the applier's message names it.")
    private String scn;

    @Option(
        names = "--offset",
        description = "A record that is none of the log's, as the applier's message names it.")
    private Long offset;
  }

  @Override
  public Integer call() {
    if (reason.isBlank()) {
      throw new ParameterException(
          spec.commandLine(), "--reason is empty: say why, it is recorded");
    }
    ApplySettings settings = configuration.load(Configurations::apply).settings();
    Skipping skipping = new Skipping(settings, new PartitionId(database, partition), reason);
    String skipped = what.scn == null ? skipping.record(what.offset) : skipping.run(scn());
    spec.commandLine().getOut().println(skipped);
    spec.commandLine().getOut().flush();
    return ExitCode.OK.code();
  }

  private Scn scn() {
    try {
      return Scn.parse(what.scn);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--scn: " + e.getMessage());
    }
  }
}
