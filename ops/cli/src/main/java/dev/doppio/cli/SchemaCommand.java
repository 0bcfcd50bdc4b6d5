package dev.doppio.cli;

import dev.doppio.cli.config.ReadableLog;
import dev.doppio.cli.schema.Schemas;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.failure.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Shows the versions of documents that the log's schema topic holds.")
final class SchemaCommand implements Runnable {
  private static final String WHICH =
      "database.table for its newest version, or a fingerprint, or its begin.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list, show or diff?");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists versions by table, the oldest first.")
  int list(
      @Mixin ConfigurationFile configuration,
      @Option(names = "--table", paramLabel = "DATABASE.TABLE", description = "Default: all.")
          Optional<String> table) {
    return show(configuration, schemas -> schemas.list(table));
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows the columns of a version.")
  int show(
      @Mixin ConfigurationFile configuration,
      @Parameters(paramLabel = "VERSION", description = WHICH) String which) {
    return show(configuration, schemas -> schemas.show(which));
  }

  @Command(
      name = "diff",
      mixinStandardHelpOptions = true,
      description = "Shows what differs between two versions, column by column.")
  int diff(
      @Mixin ConfigurationFile configuration,
      @Parameters(
              paramLabel = "VERSION",
              arity = "1..2",
              description = {
                WHICH,
                "One alone is database.table, whose newest two versions are compared."
              })
          List<String> which) {
    return show(
        configuration,
        schemas ->
            which.size() == 1
                ? schemas.diffOfNewest(which.get(0))
                : schemas.diff(which.get(0), which.get(1)));
  }

  private int show(ConfigurationFile configuration, Function<Schemas, List<String>> what) {
    ReadableLog log = ReadableLog.of(configuration.load());
    Logging.silence();
    try (KafkaLog kafka = new KafkaLog(log.config())) {
      PrintWriter out = spec.commandLine().getOut();
      what.apply(new Schemas(kafka.versions())).forEach(out::println);
      out.flush();
    }
    return ExitCode.OK.code();
  }
}
