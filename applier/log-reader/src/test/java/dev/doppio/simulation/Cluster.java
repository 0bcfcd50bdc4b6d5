package dev.doppio.simulation;

import dev.doppio.logwriter.MemoryBroker;
import dev.doppio.logwriter.MemoryPartition;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.simulation.judge.Violation;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.avro.Schema;

/** A datacenter's copy of the log, and for what its readers may stop. */
final class Cluster {
  private static final Map<Fingerprint, TableVersion> VERSIONS = new ConcurrentHashMap<>();

  private final String name;
  private final MemoryBroker broker;
  private final Map<PartitionId, Set<FailureKind>> excuses = new HashMap<>();
  private final Set<PartitionId> damaged = new HashSet<>();

  Cluster(String name, MemoryBroker broker) {
    this.name = name;
    this.broker = broker;
  }

  static PartitionId partition(int number) {
    return new PartitionId(Stage.DATABASE, number);
  }

  /** The partitions that are written and read. */
  static Collection<PartitionId> partitions() {
    return IntStream.range(0, Stage.OWNED).mapToObj(Cluster::partition).toList();
  }

  String name() {
    return name;
  }

  MemoryBroker broker() {
    return broker;
  }

  MemoryPartition of(PartitionId partition) {
    return broker.partition(partition);
  }

  /** What its schema topic says. */
  Optional<TableVersion> find(Fingerprint fingerprint) {
    Optional<Schema> schema = Optional.ofNullable(broker.schemas().get(fingerprint));
    return schema.map(s -> VERSIONS.computeIfAbsent(fingerprint, f -> TableVersion.fromAvro(s)));
  }

  /** Something happened to the copy that a reader can't repair: it stops, with one of these. */
  void damaged(PartitionId partition, FailureKind... kinds) {
    damaged.add(partition);
    excused(partition, kinds);
  }

  boolean isDamaged(PartitionId partition) {
    return damaged.contains(partition);
  }

  /** Readers may stop with one of these; those that come later find nothing wrong. */
  void excused(PartitionId partition, FailureKind... kinds) {
    excuses
        .computeIfAbsent(partition, p -> EnumSet.noneOf(FailureKind.class))
        .addAll(Set.of(kinds));
  }

  /** A reader of this copy has stopped. */
  void stopped(PartitionId partition, FailureKind kind, String message) {
    if (!excuses.getOrDefault(partition, Set.of()).contains(kind)) {
      throw new Violation("G8", name + " " + partition + " stopped for nothing: " + message);
    }
  }
}
