package dev.doppio.cli;

import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.Loaded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The flags of every command that reads a configuration. */
final class ConfigurationOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration, YAML; docs/operations.md lists its settings.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Sets one value, as --set console.port=9200; wins over the environment"
              + " (DOPPIO_CONSOLE_PORT), which wins over the file. May be given often.")
  private List<String> sets = new ArrayList<>();

  /** Reads one of the kinds of configuration. */
  interface Reader<T> {
    Loaded<T> read(Configurations configurations, Path file, List<String> sets);
  }

  <T> Loaded<T> load(Reader<T> reader) {
    Loaded<T> loaded = reader.read(new Configurations(System.getenv()), file, sets);
    loaded
        .warnings()
        .forEach(warning -> command.commandLine().getErr().println("doppio: " + warning));
    return loaded;
  }

  void printEffective(Loaded<?> loaded) {
    command.commandLine().getOut().print(loaded.effective());
    command.commandLine().getOut().flush();
  }
}
