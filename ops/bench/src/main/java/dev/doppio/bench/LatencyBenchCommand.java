package dev.doppio.bench;

import dev.doppio.bench.latency.LatencyBench;
import dev.doppio.bench.latency.LatencyLoad;
import dev.doppio.schemas.failure.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code doppio bench latency}. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Commits documents at a source, each when it is due, and looks when a replica shows them: by"
          + " our sidecar and applier, by MySQL's own replication, by Debezium's source connector"
          + " and JDBC sink as they are and tuned. Percentiles, from when each was due.",
      "Starts all servers and daemons itself, and ends them."
    })
final class LatencyBenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--pipelines",
      split = ",",
      paramLabel = "LIST",
      defaultValue = "native,doppio,debezium,debezium-default",
      description = "Of these; default: ${DEFAULT-VALUE}.")
  private Set<String> pipelines;

  @Option(
      names = "--rates",
      split = ",",
      paramLabel = "LIST",
      defaultValue = "100,1000",
      description = "Transactions a second, rising; default: ${DEFAULT-VALUE}.")
  private List<Integer> rates;

  @Option(
      names = "--no-highest",
      description = "Do not look for the highest rate that is held, half as much again each time.")
  private boolean lookNoFurther;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "At each rate; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "In each, every pipeline runs once; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--bytes",
      defaultValue = "500",
      description = "Of a document; default: ${DEFAULT-VALUE}.")
  private int bytes;

  @Option(
      names = "--durability",
      defaultValue = "0",
      description =
          "sync_binlog and innodb_flush_log_at_trx_commit of both servers; default:"
              + " ${DEFAULT-VALUE}, for with 1 the disk decides.")
  private int durability;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "ops/bench/target/bench-latency",
      description = "Gets report.txt and report.json; default: ${DEFAULT-VALUE}.")
  private Path out;

  @Override
  public Integer call() {
    LatencyLoad load = load();
    Stage.run(
        spec.commandLine().getOut(),
        (workspace, say) -> new LatencyBench(load, workspace, say).run());
    return ExitCode.OK.code();
  }

  private LatencyLoad load() {
    try {
      return new LatencyLoad(
          pipelines, rates, seconds, rounds, bytes, durability, !lookNoFurther, out);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
