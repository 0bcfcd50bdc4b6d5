package dev.doppio.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "hadoop",
    mixinStandardHelpOptions = true,
    description = "Looks at the tables that 'doppio apply hadoop' keeps, and tidies them.",
    subcommands = {HadoopWatermarkCommand.class, HadoopCompactCommand.class})
final class HadoopCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "do what? 'doppio hadoop watermark' or 'doppio hadoop compact'");
  }
}
