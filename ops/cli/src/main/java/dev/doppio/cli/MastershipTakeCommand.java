package dev.doppio.cli;

import dev.doppio.cli.mastership.MastershipMove;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "take",
    mixinStandardHelpOptions = true,
    description =
        "Makes this node the master of partitions, waits until its sidecar has opened them, and"
            + " lets writes in.")
final class MastershipTakeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MastershipOptions options;

  @ArgGroup(multiplicity = "1")
  private How how;

  @Option(
      names = "--lost-datacenter",
      description =
          "With --unplanned: the partitions' own datacenter is lost, and its ledger with it.")
  private boolean lostDatacenter;

  private static final class How {
    @Option(
        names = "--planned",
        description = "After its master released them, and this node's MySQL applied them all.")
    private boolean planned;

    @Option(
        names = "--unplanned",
        description = "At once, whatever their master does; says what may be lost.")
    private boolean unplanned;
  }

  @Override
  public Integer call() {
    if (lostDatacenter && how.planned) {
      throw new ParameterException(
          spec.commandLine(), "--lost-datacenter goes with --unplanned only");
    }
    MastershipMove.Kind kind = how.planned ? MastershipMove.Kind.PLANNED : unplanned();
    return options.run((move, partitions) -> move.take(partitions, kind));
  }

  private MastershipMove.Kind unplanned() {
    return lostDatacenter ? MastershipMove.Kind.LOST_DATACENTER : MastershipMove.Kind.UNPLANNED;
  }
}
