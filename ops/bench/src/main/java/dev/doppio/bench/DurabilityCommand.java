package dev.doppio.bench;

import dev.doppio.bench.durability.Acks;
import dev.doppio.bench.durability.DurabilityBench;
import dev.doppio.bench.durability.DurabilityLoad;
import dev.doppio.bench.durability.DurabilityReport;
import dev.doppio.bench.durability.Fate;
import dev.doppio.bench.report.Machine;
import dev.doppio.local.LocalException;
import dev.doppio.local.Workspace;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.kafka.KafkaSpec;
import dev.doppio.schemas.failure.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code doppio bench durability}. */
@Command(
    name = "durability",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes to three brokers with acks none, leader and all, and kills the leader half-way:"
          + " latency, and how many records are lost that the producer took for written."
    })
final class DurabilityCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--rate",
      defaultValue = "2000",
      description = "Records a second; default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "Of a round, in the middle of which the leader is killed; default: 10.")
  private int seconds;

  @Option(
      names = "--bytes",
      defaultValue = "870",
      description = "Of a record's value; default: ${DEFAULT-VALUE}.")
  private int bytes;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Each with all three kinds of acks, interleaved; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "ops/bench/target/bench-durability",
      description = "Gets report.txt and report.json; default: ${DEFAULT-VALUE}.")
  private Path out;

  @Override
  public Integer call() {
    DurabilityLoad load;
    try {
      load = new DurabilityLoad(rate, seconds, bytes);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
    PrintWriter screen = spec.commandLine().getOut();
    Stage.run(screen, (workspace, say) -> run(load, workspace, say));
    return ExitCode.OK.code();
  }

  private void run(DurabilityLoad load, Workspace workspace, Consumer<String> say)
      throws InterruptedException {
    say.accept("starting three brokers on loopback, all files in " + workspace);
    KafkaCluster kafka =
        KafkaCluster.start(
            workspace, KafkaSpec.named("durability").withNodes(3).withOptimisedJvm());
    Map<String, String> machine = Machine.facts();
    machine.put("load average", Machine.loadAverage());
    DurabilityBench bench = new DurabilityBench(kafka, load);
    List<Fate> fates = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      for (Acks acks : Acks.values()) {
        say.accept("round " + round + ", acks " + acks.name().toLowerCase(Locale.ROOT));
        fates.add(bench.round(acks, round));
      }
    }
    DurabilityReport report = new DurabilityReport(machine, load, fates);
    report.lines().forEach(say);
    write(report);
    say.accept("the report is in " + out.toAbsolutePath());
  }

  private void write(DurabilityReport report) {
    try {
      Files.createDirectories(out);
      Files.write(out.resolve("report.txt"), report.lines());
      Files.writeString(out.resolve("report.json"), report.json());
    } catch (IOException e) {
      throw new LocalException(
          "Cannot write the report: " + e + "; choose another folder with --out", e);
    }
  }
}
