package dev.doppio.cli;

import dev.doppio.cli.config.Configurations;
import picocli.CommandLine.Command;

@Command(
    name = "mysql",
    mixinStandardHelpOptions = true,
    description = "Runs the daemon that keeps a MySQL replica in step with the log.")
final class ApplyMySqlCommand extends ApplyDaemonCommand {
  ApplyMySqlCommand() {
    super(Configurations::applyMySql);
  }
}
