package dev.doppio.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = "Runs a daemon that applies the log to a target.",
    subcommands = {
      ApplyMySqlCommand.class,
      ApplySearchCommand.class,
      ApplyOpenSearchCommand.class,
      ApplyHadoopCommand.class
    })
final class ApplyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "apply to what? 'doppio apply mysql', 'doppio apply search', 'doppio apply opensearch' or"
            + " 'doppio apply hadoop'");
  }
}
