package dev.doppio.bench;

import dev.doppio.cli.Subcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code doppio bench}; the command finds it as a service. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures on this machine, with real servers on loopback.",
    subcommands = {
      CaptureBenchCommand.class,
      ApplyBenchCommand.class,
      LatencyBenchCommand.class,
      VerifyBenchCommand.class,
      ReplayBenchCommand.class,
      DurabilityCommand.class,
      DrainCommand.class
    })
public final class BenchCommand implements Subcommand, Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "what is to be measured? 'doppio bench --help' lists it");
  }
}
