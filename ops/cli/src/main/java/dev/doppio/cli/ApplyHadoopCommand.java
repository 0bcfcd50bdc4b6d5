package dev.doppio.cli;

import dev.doppio.cli.config.Configurations;
import picocli.CommandLine.Command;

@Command(
    name = "hadoop",
    mixinStandardHelpOptions = true,
    description =
        "Runs the daemon that loads the log into Iceberg tables: of each table all changes, and the"
            + " documents as they are.")
final class ApplyHadoopCommand extends ApplyDaemonCommand {
  ApplyHadoopCommand() {
    super(Configurations::applyHadoop);
  }
}
