package dev.doppio.cli;

import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.cli.snapshot.SnapshotWatch;
import dev.doppio.cli.snapshot.Wanted;
import dev.doppio.logwriter.kafka.KafkaLog;
import dev.doppio.logwriter.kafka.KafkaSnapshots;
import dev.doppio.schemas.failure.ExitCode;
import dev.doppio.schemas.source.SnapshotRequest;
import java.util.List;
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
    name = "snapshot",
    mixinStandardHelpOptions = true,
    description = {
      "Has a storage node's sidecar read tables into the log again, beside what is written to them,"
          + " and shows how far it is. Takes the sidecar's configuration; the sidecar has to run.",
      "Ctrl-C ends the looking on, not the snapshot. A sidecar that is killed goes on behind the"
          + " last chunk in the log."
    })
final class SnapshotCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--tables",
      required = true,
      split = ",",
      paramLabel = "DATABASE.TABLE",
      description = "Captured tables; * stands for any characters.")
  private List<String> tables;

  @Option(
      names = "--partitions",
      split = ",",
      paramLabel = "N",
      description = "Rows of these partitions alone go to the log; default: all.")
  private Set<Integer> partitions = Set.of();

  @Option(
      names = "--from-key",
      split = ",",
      paramLabel = "VALUE",
      description = "First key, its leading columns or all; binary values as 0x...; one table.")
  private List<String> fromKey = List.of();

  @Option(
      names = "--to-key",
      split = ",",
      paramLabel = "VALUE",
      description = "Last key, in the same way.")
  private List<String> toKey = List.of();

  @Option(
      names = "--from",
      paramLabel = "HOST:PORT",
      description = "A replica of the storage node to read from, with the same account.")
  private Optional<String> server;

  @Option(names = "--no-wait", description = "Asks, and does not look on.")
  private boolean leaves;

  @Override
  public Integer call() {
    Logging.silence();
    SidecarSettings settings = configuration.load(Configurations::sidecar).settings();
    server.ifPresent(address -> check(settings, address));
    Wanted wanted = new Wanted(tables, partitions, fromKey, toKey, server);
    try (KafkaSnapshots snapshots = new KafkaLog(settings.log()).snapshots()) {
      SnapshotWatch watch =
          new SnapshotWatch(snapshots, Terminal.lines(spec.commandLine().getOut()));
      List<SnapshotRequest> requests = watch.request(wanted);
      ExitCode code = leaves ? ExitCode.OK : watch.follow(requests);
      finish();
      return code.code();
    }
  }

  private void check(SidecarSettings settings, String address) {
    try {
      settings.capture().endpoint().at(address);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--from: " + e.getMessage());
    }
  }

  private void finish() {
    if (Terminal.isTerminal()) {
      spec.commandLine().getOut().println();
      spec.commandLine().getOut().flush();
    }
  }
}
