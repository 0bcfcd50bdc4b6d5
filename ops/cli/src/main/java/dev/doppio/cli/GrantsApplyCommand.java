package dev.doppio.cli;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.grants.Grants;
import dev.doppio.schemas.failure.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = "Prints the rights that 'doppio apply' needs.")
final class GrantsApplyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--principal",
      defaultValue = "User:doppio-apply",
      description = "The daemon's principal at the brokers; default: ${DEFAULT-VALUE}.")
  private String principal;

  @Override
  public Integer call() {
    ApplySettings settings = configuration.load(Configurations::apply).settings();
    spec.commandLine()
        .getOut()
        .print(Grants.apply(settings).print(settings.bootstrap(), principal));
    spec.commandLine().getOut().flush();
    return ExitCode.OK.code();
  }
}
