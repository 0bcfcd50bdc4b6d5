package dev.doppio.cli;

import dev.doppio.cli.mastership.MastershipMove;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description =
        "Gives partitions of this node up for another one: blocks writes, waits until the log has"
            + " all of them, then clears the owner.")
final class MastershipReleaseCommand implements Callable<Integer> {
  @Mixin private MastershipOptions options;

  @Option(names = "--planned", required = true, description = "The only way there is.")
  private boolean planned;

  @Override
  public Integer call() {
    return options.run(MastershipMove::release);
  }
}
