package dev.doppio.bench;

import dev.doppio.bench.workload.Workload;
import dev.doppio.schemas.failure.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code doppio bench capture}. */
@Command(
    name = "capture",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes documents into a MySQL, then drains the same stretch of its binlog with: the client"
          + " library alone; our engines to decoded transactions; our sidecar into Kafka; the stock"
          + " Debezium connector in a Kafka Connect worker.",
      "Interleaved, in processes of their own, each counted row by row; docs/benchmarks.md says"
          + " what is measured and why it is fair. Starts all servers itself, and ends them."
    })
final class CaptureBenchCommand implements Callable<Integer> {
  /** Small ones and one-row ones cost most; 200 MB each at most. */
  static final String WORKLOADS =
      "1x870x200000,100x870x200000,1x200x200000,100x200x200000,1x100000x2000,100x100000x2000";

  @Spec private CommandSpec spec;

  @Option(
      names = "--workloads",
      paramLabel = "LIST",
      defaultValue = WORKLOADS,
      description =
          "<rows per transaction>x<bytes of a document>x<rows>, parted by commas; default:"
              + " ${DEFAULT-VALUE}.")
  private String workloads;

  @Option(
      names = "--engines",
      split = ",",
      paramLabel = "LIST",
      defaultValue = "binlog,debezium",
      description =
          "Values of capture.engine to run with; 'default' leaves the setting out. Default:"
              + " ${DEFAULT-VALUE}.")
  private List<String> engines;

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
      names = "--cell",
      defaultValue = "0",
      description =
          "The connector runs with this cell of the grid, from 1; default: all are tried on each"
              + " workload, the quickest is taken.")
  private int cell;

  @Option(
      names = "--profile",
      description = "Then one more run of our pipeline, recorded: prints where its CPU goes.")
  private boolean profile;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "ops/bench/target/bench-capture",
      description = "Gets report.txt, report.json, report.svg; default: ${DEFAULT-VALUE}.")
  private Path out;

  @Override
  public Integer call() {
    CaptureBenchOptions options = options();
    PrintWriter screen = spec.commandLine().getOut();
    Stage.run(screen, (workspace, say) -> new CaptureBench(options, workspace, say, screen).run());
    return ExitCode.OK.code();
  }

  private CaptureBenchOptions options() {
    try {
      return new CaptureBenchOptions(
          Workload.parseAll(workloads), engines, rounds, partitions, cell, profile, out);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
