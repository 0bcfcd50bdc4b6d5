package dev.doppio.bench;

import dev.doppio.bench.apply.ApplyBench;
import dev.doppio.bench.apply.ApplyBenchOptions;
import dev.doppio.bench.workload.Workload;
import dev.doppio.schemas.failure.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code doppio bench apply}. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes documents into a MySQL, half of the changes updates, then applies them to an empty"
          + " replica with: MySQL's own replication; Debezium's JDBC sink in a Kafka Connect"
          + " worker; our applier. Also into a search index and into tables in Hadoop.",
      "Interleaved, in processes of their own, each compared with the source;"
          + " docs/benchmarks.md says what is measured and why it is fair. Starts all servers"
          + " itself, and ends them."
    })
final class ApplyBenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--workloads",
      paramLabel = "LIST",
      defaultValue = "1x500x500000,100x500x500000",
      description =
          "<rows per transaction>x<bytes of a document>x<changes>, parted by commas; default:"
              + " ${DEFAULT-VALUE}.")
  private String workloads;

  @Option(
      names = "--arms",
      split = ",",
      paramLabel = "LIST",
      defaultValue = "native,sink,mysql,search,hadoop-changes,hadoop-current",
      description =
          "Of these, and hadoop, which writes both of its tables; default: ${DEFAULT-VALUE}.")
  private Set<String> arms;

  @Option(
      names = "--durability",
      split = ",",
      paramLabel = "LIST",
      defaultValue = "0,1",
      description =
          "sync_binlog and innodb_flush_log_at_trx_commit of the replica; default:"
              + " ${DEFAULT-VALUE}.")
  private List<Integer> durabilities;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "In each, every arm runs once; medians are over rounds. Default: 5.")
  private int rounds;

  @Option(
      names = "--partitions",
      defaultValue = "8",
      description = "Of our log and of the connector's topic; default: ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--workers",
      split = ",",
      paramLabel = "LIST",
      defaultValue = "2,4,8",
      description =
          "replica_parallel_workers of MySQL's own replica: all are tried, the quickest is taken;"
              + " default: ${DEFAULT-VALUE}.")
  private List<Integer> workers;

  @Option(
      names = "--cell",
      defaultValue = "0",
      description =
          "The sink runs with this cell of the grid, from 1; default: all are tried, the quickest"
              + " is taken.")
  private int cell;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting of our appliers, which have their defaults else.")
  private List<String> settings = List.of();

  @Option(
      names = "--profile",
      description = "Then one more run of our appliers, recorded: prints where their CPU goes.")
  private boolean profile;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "ops/bench/target/bench-apply",
      description = "Gets report.txt, report.json, report.svg; default: ${DEFAULT-VALUE}.")
  private Path out;

  @Override
  public Integer call() {
    ApplyBenchOptions options = options();
    PrintWriter screen = spec.commandLine().getOut();
    Stage.run(screen, (workspace, say) -> new ApplyBench(options, workspace, say, screen).run());
    return ExitCode.OK.code();
  }

  private ApplyBenchOptions options() {
    try {
      return new ApplyBenchOptions(
          Workload.parseAll(workloads),
          arms,
          durabilities,
          rounds,
          partitions,
          workers,
          cell,
          settings,
          profile,
          out);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
