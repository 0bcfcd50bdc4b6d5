package dev.doppio.cli;

import dev.doppio.cli.demo.DemoOptions;
import dev.doppio.cli.demo.DemoRun;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts two datacenters on this machine, replicates live traffic from the one to the other,"
          + " kills the daemons in mid-flow, and compares the source with the replica and with an"
          + " index and tables in each datacenter.",
      "Ends with 0 when they are equal, with 1 when not."
    })
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "How long traffic is written; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--rate",
      defaultValue = "150",
      description = "Source transactions a second; default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--partitions",
      defaultValue = "8",
      description = "Partitions of the log; default: ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same seed writes the same documents; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--tamper",
      description =
          "Flips one byte at the source, behind the log's back, before comparing; the demo must"
              + " then end with 1.")
  private boolean tamper;

  @Option(
      names = "--keep",
      description = "Leaves all running until Ctrl-C, and prints how to type SQL and watch.")
  private boolean keep;

  @Override
  public Integer call() {
    DemoOptions options;
    try {
      options = new DemoOptions(seconds, rate, partitions, seed, tamper, keep);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
    Logging.silence();
    return new DemoRun(options, DoppioCommand.class.getName())
        .run(spec.commandLine().getOut(), Terminal.isTerminal())
        .code();
  }
}
