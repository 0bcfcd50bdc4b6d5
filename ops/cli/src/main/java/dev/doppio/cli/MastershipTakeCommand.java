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

  @Option(
      names = "--accept-behind",
      description =
          "With --unplanned: also while this node's MySQL lacks something that the log holds.")
  private boolean acceptBehind;

  private static final class How {
    @Option(
        names = "--planned",
        description = "After its master released them, and this node's MySQL applied them all.")
    private boolean planned;

    @Option(
        names = "--unplanned",
        description =
            "Whatever their master does; says what may be lost. This node's MySQL has to have"
                + " applied what the log holds.")
    private boolean unplanned;
  }

  @Override
  public Integer call() {
    if (how.planned) {
      refuse(lostDatacenter, "--lost-datacenter");
      refuse(acceptBehind, "--accept-behind");
    }
    MastershipMove.Kind kind = how.planned ? MastershipMove.Kind.PLANNED : unplanned();
    return options.run((move, partitions) -> move.take(partitions, kind, acceptBehind));
  }

  private void refuse(boolean given, String option) {
    if (given) {
      throw new ParameterException(spec.commandLine(), option + " goes with --unplanned only");
    }
  }

  private MastershipMove.Kind unplanned() {
    return lostDatacenter ? MastershipMove.Kind.LOST_DATACENTER : MastershipMove.Kind.UNPLANNED;
  }
}
