package dev.doppio.cli.status;

import dev.doppio.capture.mysql.StorageNode;
import dev.doppio.cli.config.ReadableLog;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.cli.daemon.DaemonReport;
import dev.doppio.cli.status.NodeStatus.Loss;
import dev.doppio.cli.status.NodeStatus.Sidecar;
import dev.doppio.logwriter.LogView;
import dev.doppio.logwriter.kafka.KafkaLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Looks at who writes a copy of the log: the ledger, the positions of its nodes, and the servers
 * and sidecars of those that are configured. Used by one thread.
 */
final class NodeSurvey {
  private final List<SidecarSettings> sidecars;
  private final ReadableLog log;
  private final ConsoleClient consoles;
  private final Map<Origin, GtidSet> positions = new HashMap<>();
  private final Set<Origin> nodes = new LinkedHashSet<>();
  private Optional<Map<PartitionId, LedgerEntry>> ledger = Optional.empty();

  NodeSurvey(List<SidecarSettings> sidecars, ReadableLog log, ConsoleClient consoles) {
    this.sidecars = sidecars;
    this.log = log;
    this.consoles = consoles;
    sidecars.forEach(sidecar -> nodes.add(sidecar.log().origin()));
  }

  /** Entries of the ledger; empty where none was asked: only a sidecar's cluster has one. */
  Optional<Map<PartitionId, LedgerEntry>> ledger() {
    return ledger;
  }

  /** Reads ledger and positions with the first sidecar's account. */
  void lookAtLog(List<Trouble> failures) {
    if (sidecars.isEmpty()) {
      return;
    }
    try (LogView view = new KafkaLog(sidecars.get(0).log()).view()) {
      Map<PartitionId, LedgerEntry> entries = view.ledger().look();
      ledger = Optional.of(entries);
      entries.forEach(
          (partition, entry) -> {
            if (log.databases().contains(partition.database())) {
              entry.owner().ifPresent(nodes::add);
            }
          });
      for (Origin node : nodes) {
        view.position(node.node()).ifPresent(at -> positions.put(node, at.source().executed()));
      }
    } catch (DoppioException e) {
      failures.add(Trouble.of("mastership and positions in the " + log, e));
    }
  }

  /** The nodes, those configured first; their servers are asked after the log. */
  List<NodeStatus> status(List<Trouble> failures) {
    List<NodeStatus> found = new ArrayList<>();
    for (Origin node : nodes) {
      Optional<GtidSet> position = Optional.ofNullable(positions.get(node));
      found.add(
          sidecars.stream()
              .filter(sidecar -> sidecar.log().origin().equals(node))
              .findFirst()
              .map(sidecar -> ask(sidecar, position, failures))
              .orElseGet(() -> new NodeStatus(node, Sidecar.UNKNOWN, position, Loss.UNKNOWN)));
    }
    return found;
  }

  private NodeStatus ask(
      SidecarSettings settings, Optional<GtidSet> position, List<Trouble> failures) {
    OptionalLong transactions = lost(settings, position, failures);
    Sidecar sidecar = Sidecar.UNKNOWN;
    OptionalDouble seconds = OptionalDouble.empty();
    try {
      DaemonReport report = consoles.ask(settings);
      sidecar = report.obstacles().isEmpty() ? Sidecar.READY : Sidecar.NOT_READY;
      seconds = report.lossWindowSeconds();
      report
          .obstacles()
          .forEach(obstacle -> failures.add(Trouble.wrong(settings.daemonName(), obstacle)));
      report
          .warnings()
          .forEach(warning -> failures.add(Trouble.wrong(settings.daemonName(), warning)));
    } catch (ConsoleClient.Silent e) {
      failures.add(Trouble.unknown(settings.daemonName(), e.getMessage()));
    }
    return new NodeStatus(
        settings.log().origin(), sidecar, position, new Loss(transactions, seconds));
  }

  private static OptionalLong lost(
      SidecarSettings settings, Optional<GtidSet> position, List<Trouble> failures) {
    try (StorageNode mysql = StorageNode.open(settings.capture())) {
      GtidSet executed = mysql.executed();
      return position
          .map(at -> OptionalLong.of(executed.minus(at).size()))
          .orElse(OptionalLong.empty());
    } catch (DoppioException e) {
      failures.add(Trouble.of("storage node " + settings.log().origin(), e));
      return OptionalLong.empty();
    }
  }
}
