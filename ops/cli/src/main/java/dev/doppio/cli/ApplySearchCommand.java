package dev.doppio.cli;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.daemon.Daemons;
import dev.doppio.schemas.failure.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description =
        "Runs the daemon that keeps a search index in step with the log; 'doppio search' reads it.")
final class ApplySearchCommand extends ApplyDaemonCommand {
  @Option(
      names = "--rebuild",
      description =
          "Builds the indexes anew from the log's begin, beside those that are searched, which"
              + " another daemon may keep in step; takes their place at the log's end, and goes on."
              + " Started again before that, it goes on where it stood.")
  private boolean rebuild;

  ApplySearchCommand() {
    super(Configurations::applySearch);
  }

  @Override
  ExitCode run(ApplySettings settings) {
    return rebuild ? Daemons.rebuild(settings) : super.run(settings);
  }
}
