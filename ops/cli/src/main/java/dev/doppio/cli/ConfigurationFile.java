package dev.doppio.cli;

import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.DaemonConfiguration;
import picocli.CommandLine.Mixin;

/** The flags of a command that reads the configuration of either daemon. */
final class ConfigurationFile {
  @Mixin private ConfigurationOptions options;

  DaemonConfiguration load() {
    return options.load(Configurations::any).settings();
  }
}
