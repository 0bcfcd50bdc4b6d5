package dev.doppio.cli;

import dev.doppio.cli.config.ReadableLog;
import dev.doppio.cli.daemon.StopSignal;
import dev.doppio.cli.tail.From;
import dev.doppio.cli.tail.Tail;
import dev.doppio.schemas.failure.ExitCode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = {
      "Follows the log readably: whole transactions, with place, GTID, operation, table, key and"
          + " values. Ends on Ctrl-C, or after --max.",
      "Shows contents of documents."
    })
final class TailCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigurationFile configuration;

  @Option(
      names = "--database",
      description = "As in 'databases'; may be left out where there is one.")
  private Optional<String> database;

  @Option(names = "--partition", split = ",", paramLabel = "N[,N..]", description = "Default: all.")
  private Set<Integer> partitions = new HashSet<>();

  @Option(
      names = "--from",
      defaultValue = "end",
      paramLabel = "PLACE",
      description =
          "begin, end, offset:4711, scn:3:101, or time:2026-01-02T03:04:05Z, by the source's"
              + " clock; default: ${DEFAULT-VALUE}.")
  private String from;

  @Option(names = "--max", paramLabel = "N", description = "Ends after so many transactions.")
  private Optional<Long> most;

  @Option(names = "--json", description = "A JSON object on a line for each change.")
  private boolean json;

  @Override
  public Integer call() {
    ReadableLog log = ReadableLog.of(configuration.load());
    Tail tail = tail(log);
    Logging.silence();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (StopSignal stop = new StopSignal(Duration.ofSeconds(10))) {
      tail.run(
          out::println,
          failure -> err.println("doppio: " + failure),
          () -> out.checkError() || stop.isRequested()); // checking flushes
      out.flush();
      stop.drained(ExitCode.OK.code());
    }
    return ExitCode.OK.code();
  }

  private Tail tail(ReadableLog log) {
    try {
      return new Tail(
          log,
          log.database(database),
          partitions,
          From.parse(from),
          most.orElse(Long.MAX_VALUE),
          json);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
