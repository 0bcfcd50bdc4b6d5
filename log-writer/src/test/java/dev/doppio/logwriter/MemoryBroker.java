package dev.doppio.logwriter;

import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** The topics of one cluster in memory, made at first sight. Not thread-safe. */
public final class MemoryBroker {
  private final Supplier<LogId> ids;
  private final Map<String, LogId> logs = new HashMap<>();
  private final Map<PartitionId, MemoryPartition> partitions = new HashMap<>();
  private final Map<Fingerprint, Schema> schemas = new LinkedHashMap<>();
  private final Map<Schema, Fingerprint> fingerprints = new IdentityHashMap<>();
  private final Map<String, MemoryProducer> producers = new TreeMap<>();
  private final MemoryLedger ledger = new MemoryLedger();

  /**
   * An empty cluster.
   *
   * @param ids gives each database's log its identity
   */
  public MemoryBroker(Supplier<LogId> ids) {
    this.ids = ids;
  }

  /** Identity of a database's log. */
  public LogId logId(String database) {
    return logs.computeIfAbsent(database, name -> ids.get());
  }

  /** The ledger of all nodes. */
  public MemoryLedger ledger() {
    return ledger;
  }

  /** What the coordinator knows of a transactional id. */
  MemoryProducer producer(String transactionalId) {
    return producers.computeIfAbsent(transactionalId, unknown -> new MemoryProducer());
  }

  /** How many transactional ids there are. */
  int producers() {
    return producers.size();
  }

  /** Every partition learns of what is decided already. */
  void settle() {
    producers.values().forEach(MemoryProducer::settle);
  }

  /** A partition of a database's log. */
  public MemoryPartition partition(PartitionId partition) {
    logId(partition.database());
    return partitions.computeIfAbsent(partition, id -> new MemoryPartition());
  }

  /** As many as the highest number that was asked for says, and one at least. */
  public int partitions(String database) {
    return partitions.keySet().stream()
        .filter(partition -> partition.database().equals(database))
        .mapToInt(partition -> partition.number() + 1)
        .max()
        .orElse(1);
  }

  /** Deletes a database's log and makes it again. */
  public void recreate(String database) {
    logs.remove(database);
    partitions.keySet().removeIf(partition -> partition.database().equals(database));
  }

  /** Adds to the schema topic. */
  public void publish(Schema schema) {
    Fingerprint fingerprint =
        fingerprints.computeIfAbsent(
            schema, s -> new Fingerprint(SchemaNormalization.parsingFingerprint64(s)));
    schemas.putIfAbsent(fingerprint, schema);
  }

  /** The schema topic, in the order of publication. */
  public Map<Fingerprint, Schema> schemas() {
    return Collections.unmodifiableMap(schemas);
  }
}
