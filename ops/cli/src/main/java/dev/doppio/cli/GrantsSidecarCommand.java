package dev.doppio.cli;

import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.cli.grants.Grants;
import dev.doppio.schemas.failure.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "sidecar",
    mixinStandardHelpOptions = true,
    description = "Prints the rights that 'doppio sidecar' needs.")
final class GrantsSidecarCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--principal",
      defaultValue = "User:doppio-sidecar",
      description = "The daemon's principal at the brokers; default: ${DEFAULT-VALUE}.")
  private String principal;

  @Override
  public Integer call() {
    SidecarSettings settings = configuration.load(Configurations::sidecar).settings();
    String bootstrap = settings.log().bootstrapServers();
    spec.commandLine().getOut().print(Grants.sidecar(settings).print(bootstrap, principal));
    spec.commandLine().getOut().flush();
    return ExitCode.OK.code();
  }
}
