package dev.doppio.cli.status;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.ReadableLog;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.logreader.LogLook;
import dev.doppio.logreader.LogLook.Look;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.logwriter.Tenure;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.Reaction;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Looks at one copy of the log, at who writes it and at who reads it. Against the stream, so that
 * nothing counts as applied that does not count as written. Used by one thread.
 */
final class CopySurvey {
  private final ConsoleClient consoles;
  private final List<SidecarSettings> sidecars = new ArrayList<>();
  private final List<ApplySettings> appliers = new ArrayList<>();
  private ReadableLog log;

  /** What was found. */
  record Found(LogStatus log, List<ConsumerStatus> consumers) {}

  CopySurvey(ReadableLog log, ConsoleClient consoles) {
    this.log = log;
    this.consoles = consoles;
  }

  boolean isOf(ReadableLog other) {
    return log.isSameCopyAs(other);
  }

  /** Its databases are looked at too. */
  void with(ReadableLog other) {
    log = log.with(other);
  }

  CopySurvey with(SidecarSettings sidecar) {
    sidecars.add(sidecar);
    return this;
  }

  CopySurvey with(ApplySettings applier) {
    appliers.add(applier);
    return this;
  }

  Found look() {
    List<Trouble> failures = new ArrayList<>();
    try (KafkaLog kafka = new KafkaLog(log.config());
        LogSource source = kafka.open()) {
      SortedSet<PartitionId> partitions = partitions(source, failures);
      return look(Optional.of(new LogLook(source, kafka.schemas())), partitions, failures);
    } catch (DoppioException e) {
      List<Trouble> unread = new ArrayList<>(List.of(Trouble.of(log, e)));
      return look(Optional.empty(), configured(), unread);
    }
  }

  /** A database whose topic is not there is a trouble of its own. */
  private SortedSet<PartitionId> partitions(LogSource source, List<Trouble> failures) {
    SortedSet<PartitionId> partitions = new TreeSet<>();
    for (String database : log.databases()) {
      try {
        partitions.addAll(numbered(database, source.partitions(database)));
      } catch (DoppioException e) {
        failures.add(Trouble.of("database " + database, e));
      }
    }
    return partitions;
  }

  private SortedSet<PartitionId> configured() {
    SortedSet<PartitionId> partitions = new TreeSet<>();
    log.config()
        .partitions()
        .forEach((database, count) -> partitions.addAll(numbered(database, count)));
    return partitions;
  }

  private static List<PartitionId> numbered(String database, int count) {
    return IntStream.range(0, count).mapToObj(n -> new PartitionId(database, n)).toList();
  }

  private Found look(
      Optional<LogLook> reading, SortedSet<PartitionId> partitions, List<Trouble> failures) {
    List<ReplicaSurvey> replicas =
        appliers.stream().map(applier -> new ReplicaSurvey(applier, consoles)).toList();
    replicas.forEach(replica -> replica.look(partitions));
    Map<PartitionId, Look> looks = new TreeMap<>();
    reading.ifPresent(look -> partitions.forEach(p -> lookAt(look, p, looks, failures)));
    List<ConsumerStatus> consumers =
        replicas.stream().map(replica -> replica.status(log.bootstrap(), reading, looks)).toList();
    NodeSurvey nodes = new NodeSurvey(sidecars, log, consoles);
    if (reading.isPresent()) {
      nodes.lookAtLog(failures);
    }
    List<NodeStatus> written = nodes.status(failures);
    List<PartitionStatus> standing =
        partitions.stream().map(p -> partition(p, looks, nodes.ledger())).toList();
    return new Found(
        new LogStatus(log.datacenter(), log.bootstrap(), written, standing, failures), consumers);
  }

  private static void lookAt(
      LogLook reading,
      PartitionId partition,
      Map<PartitionId, Look> looks,
      List<Trouble> failures) {
    try {
      looks.put(partition, reading.at(partition));
    } catch (DoppioException e) {
      if (e.kind().reaction() != Reaction.STOP_PARTITION) {
        throw e;
      }
      failures.add(Trouble.of(partition, e));
    }
  }

  private static PartitionStatus partition(
      PartitionId partition,
      Map<PartitionId, Look> looks,
      Optional<Map<PartitionId, LedgerEntry>> ledger) {
    Optional<LogLook.LastRun> last =
        Optional.ofNullable(looks.get(partition)).flatMap(look -> look.last());
    return new PartitionStatus(
        partition,
        last,
        ledger.map(
            entries ->
                new Tenure(
                    partition,
                    Optional.ofNullable(entries.get(partition)),
                    last.map(LogLook.LastRun::scn))));
  }
}
