package dev.doppio.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "grants",
    mixinStandardHelpOptions = true,
    description = "Prints the least rights that a daemon needs, in MySQL and in Kafka.",
    subcommands = {GrantsSidecarCommand.class, GrantsApplyCommand.class})
final class GrantsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "of which daemon? 'doppio grants sidecar' or 'doppio grants apply'");
  }
}
