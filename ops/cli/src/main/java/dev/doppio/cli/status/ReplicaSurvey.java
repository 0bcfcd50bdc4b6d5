package dev.doppio.cli.status;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.daemon.DaemonReport;
import dev.doppio.cli.desk.TargetDesk;
import dev.doppio.logreader.LogLook;
import dev.doppio.logreader.LogLook.Lag;
import dev.doppio.logreader.LogLook.Look;
import dev.doppio.logreader.TargetStanding;
import dev.doppio.logreader.TargetView;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Looks at one replica, and asks the applier of the same configuration. Used by one thread. */
final class ReplicaSurvey {
  private final ApplySettings settings;
  private final ConsoleClient consoles;
  private final List<Trouble> failures = new ArrayList<>();
  private final SortedSet<PartitionId> partitions = new TreeSet<>();
  private final Map<PartitionId, TargetStanding> standings = new HashMap<>();
  private final Map<PartitionId, DaemonReport.Partition> said = new HashMap<>();

  ReplicaSurvey(ApplySettings settings, ConsoleClient consoles) {
    this.settings = settings;
    this.consoles = consoles;
  }

  /** Asks the replica for its partitions among these, then the applier. */
  void look(SortedSet<PartitionId> all) {
    all.stream().filter(settings::applies).forEach(partitions::add);
    try (TargetView target = TargetDesk.of(settings).look()) {
      partitions.forEach(partition -> standings.put(partition, target.standing(partition)));
    } catch (DoppioException e) {
      failures.add(Trouble.of("replica " + address(), e));
    }
    try {
      DaemonReport report = consoles.ask(settings);
      report.partitions().forEach(partition -> said.put(partition.partition(), partition));
      report
          .obstacles()
          .forEach(obstacle -> failures.add(Trouble.wrong(settings.daemonName(), obstacle)));
    } catch (ConsoleClient.Silent e) {
      failures.add(Trouble.unknown(settings.daemonName(), e.getMessage()));
    }
  }

  /**
   * How it stands.
   *
   * @param reading empty where the log can't be read
   * @param looks at the log, later than at the replica
   */
  ConsumerStatus status(String brokers, Optional<LogLook> reading, Map<PartitionId, Look> looks) {
    List<ConsumerStatus.Partition> found = new ArrayList<>();
    for (PartitionId partition : partitions) {
      Optional<TargetStanding> standing = Optional.ofNullable(standings.get(partition));
      Optional<DaemonReport.Partition> report = Optional.ofNullable(said.get(partition));
      Optional<Look> look = Optional.ofNullable(looks.get(partition));
      Lag lag =
          standing
              .flatMap(at -> look.map(end -> reading.orElseThrow().lag(end, at.checkpoint())))
              .orElse(Lag.UNKNOWN);
      found.add(
          new ConsumerStatus.Partition(
              partition,
              standing,
              lag,
              applying(report, standing),
              report.flatMap(DaemonReport.Partition::failure)));
    }
    return new ConsumerStatus(address(), settings.datacenter(), brokers, found, failures);
  }

  private static Applying applying(
      Optional<DaemonReport.Partition> report, Optional<TargetStanding> standing) {
    return report
        .map(partition -> Applying.of(partition.state()))
        .or(() -> standing.map(at -> Applying.of(at.hold())))
        .orElse(Applying.UNKNOWN);
  }

  private String address() {
    return settings.target().address();
  }
}
