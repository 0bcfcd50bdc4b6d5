package dev.doppio.logreader;

import dev.doppio.logwriter.MemoryLog;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Copies a log record by record, without its transactions: offsets differ, restarts repeat what was
 * copied since an earlier record, a copy ends anywhere in a run, and schemas arrive when they
 * arrive.
 */
final class SimulatedMirror {
  private final MemoryLog from;
  private final LogCopy to;
  private final Random random;
  private final Map<PartitionId, Integer> copied = new HashMap<>();
  private final Map<Fingerprint, TableVersion> schemas = new HashMap<>();
  private final Set<Fingerprint> seen = new HashSet<>();
  private int loseIn = -1;
  private boolean steady;

  SimulatedMirror(MemoryLog from, LogCopy to, Random random) {
    this.from = from;
    this.to = to;
    this.random = random;
  }

  /** No more restarts. */
  void beSteady() {
    steady = true;
  }

  /** Sabotage: a record is left out after so many. */
  void loseOneIn(int records) {
    loseIn = records;
  }

  /** Copies some records of the partition. */
  void copy(PartitionId partition, int atMost) {
    List<LogRecord> records = from.records(partition);
    int next = copied.getOrDefault(partition, 0);
    if (!steady && random.nextInt(40) == 0) {
      next = Math.max(0, next - random.nextInt(30));
    }
    List<LogRecord> some =
        new ArrayList<>(records.subList(next, Math.min(records.size(), next + atMost)));
    copied.put(partition, next + some.size());
    loseIn -= loseIn > 0 ? Math.min(loseIn, some.size()) : 0;
    if (loseIn == 0 && some.size() > 1) {
      some.remove(some.size() / 2);
      loseIn = -1;
    }
    if (random.nextInt(3) == 0) {
      to.skip(partition, random.nextInt(3));
    }
    to.append(partition, some);
  }

  /** Copies what there is of the schema topic. */
  void copySchemas() {
    from.schemas()
        .forEach(
            (fingerprint, schema) -> {
              if (seen.add(fingerprint) && schema.getObjectProp("doppio") != null) {
                schemas.put(fingerprint, TableVersion.fromAvro(schema));
              }
            });
  }

  /** True when nothing is left to copy. */
  boolean done(PartitionId partition) {
    return copied.getOrDefault(partition, 0) == from.records(partition).size();
  }

  /** What has arrived of the schema topic. */
  Optional<TableVersion> schema(Fingerprint fingerprint) {
    return Optional.ofNullable(schemas.get(fingerprint));
  }
}
