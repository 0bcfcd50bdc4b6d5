package dev.doppio.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "mastership",
    mixinStandardHelpOptions = true,
    description = "Shows which node masters which partition, and moves partitions.",
    subcommands = {
      MastershipShowCommand.class,
      MastershipTakeCommand.class,
      MastershipReleaseCommand.class
    })
final class MastershipCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "show, take or release?");
  }
}
