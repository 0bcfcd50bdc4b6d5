package dev.doppio.cli;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.daemon.Daemons;
import dev.doppio.schemas.failure.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "opensearch",
    mixinStandardHelpOptions = true,
    description =
        "Runs the daemon that keeps indexes of an OpenSearch cluster in step with the log.")
final class ApplyOpenSearchCommand extends ApplyDaemonCommand {
  @Option(
      names = "--rebuild",
      description =
          "Builds the indexes anew from the log's begin, beside those that are searched, which"
              + " another daemon may keep in step; their aliases become these at the log's end, and"
              + " it goes on. Started again before that, it goes on where it stood.")
  private boolean rebuild;

  ApplyOpenSearchCommand() {
    super(Configurations::applyOpenSearch);
  }

  @Override
  ExitCode run(ApplySettings settings) {
    return rebuild ? Daemons.rebuild(settings) : super.run(settings);
  }
}
