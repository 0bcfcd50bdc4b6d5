package dev.doppio.simulation;

import dev.doppio.logwriter.MemoryPartition;
import dev.doppio.logwriter.MemoryRecord;
import dev.doppio.logwriter.MemoryRecord.Part;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Copies a log record by record, without its transactions: offsets differ, restarts repeat what was
 * copied since an earlier record, a copy ends anywhere in a run, and schemas come when they come.
 */
final class Mirror {
  private static final int REPEATED = 30;

  private static final FailureKind[] ANYTHING = {
    FailureKind.LOG_CORRUPT,
    FailureKind.LOG_GAP,
    FailureKind.LOG_TRUNCATED,
    FailureKind.LOG_REPLACED,
    FailureKind.LOG_DIVERGED,
    FailureKind.SCHEMA_UNKNOWN
  };

  private final Stage stage;
  private final Cluster from;
  private final Cluster to;
  private final Map<PartitionId, Long> next = new HashMap<>();
  private final Set<PartitionId> stopped = new HashSet<>();
  private final Set<Fingerprint> copied = new HashSet<>();
  private boolean steady;
  private boolean withholding;
  private Damage damage = Damage.LOSES_RECORDS;
  private int damages;

  /** What a copy must not do to a record, and readers have to find. */
  enum Damage {
    LOSES_RECORDS,
    FLIPS_A_BIT
  }

  Mirror(Stage stage, Cluster from, Cluster to) {
    this.stage = stage;
    this.from = from;
    this.to = to;
  }

  /** No more restarts, and no more damage. */
  void beSteady() {
    steady = true;
    withholding = false;
    damages = 0;
  }

  /** To some of the next records. */
  void damage(Damage kind) {
    damage = kind;
    damages = 1 + stage.random.nextInt(8);
  }

  /** It was killed, and begins with what it had committed. */
  void restart() {
    stage.tally.count("mirror: restarts");
    next.replaceAll(
        (partition, at) ->
            Math.min(
                at, Math.max(from.of(partition).begin(), at - stage.random.nextInt(REPEATED))));
  }

  /** Where it goes on in the origin. */
  long next(PartitionId partition) {
    return next.getOrDefault(partition, 0L);
  }

  /** Nothing of the partition comes any more. */
  void stop(PartitionId partition) {
    stopped.add(partition);
  }

  /** Copies some records of the partition. */
  void copy(PartitionId partition, int atMost) {
    if (stopped.contains(partition)) {
      return;
    }
    MemoryPartition origin = from.of(partition);
    long at = next(partition);
    if (at < origin.begin() || at > origin.end()) {
      boolean again = at > origin.end();
      stage.tally.count(again ? "mirror: log made again" : "mirror: behind retention");
      damaged(partition);
      at = again ? 0 : origin.begin();
    }
    NavigableMap<Long, MemoryRecord> readable = origin.readable(at, origin.end());
    int left = atMost;
    for (Map.Entry<Long, MemoryRecord> record : readable.entrySet()) {
      if (left-- == 0) {
        break;
      }
      copy(partition, record.getValue());
      at = record.getKey() + 1;
    }
    next.put(partition, at);
  }

  private void copy(PartitionId partition, MemoryRecord record) {
    if (!steady && stage.oneIn(8)) {
      to.of(partition).skip(1 + stage.random.nextInt(2));
    }
    if (damages == 0 || (damage == Damage.FLIPS_A_BIT && stage.oneIn(2))) {
      to.of(partition).append(record);
      return;
    }
    damages--;
    damaged(partition);
    stage.tally.count("mirror: " + damage);
    stage.trace.add("mirror", damage.toString(), "of " + partition);
    if (damage == Damage.FLIPS_A_BIT) {
      to.of(partition).append(flipped(record));
    }
  }

  private void damaged(PartitionId partition) {
    to.damaged(partition, ANYTHING);
  }

  private MemoryRecord flipped(MemoryRecord record) {
    Part part =
        stage.any(
            Arrays.stream(Part.values())
                .filter(any -> any.of(record).length > 0)
                .toArray(Part[]::new));
    byte[] flipped = flip(part.of(record));
    stage.tally.count("mirror: flips a bit of " + part);
    return part.with(record, flipped);
  }

  /** Towards the end as often as anywhere: that is where the texts are. */
  private byte[] flip(byte[] bytes) {
    byte[] flipped = bytes.clone();
    int from = stage.random.nextBoolean() ? 0 : bytes.length * 2 / 3;
    flipped[from + stage.random.nextInt(bytes.length - from)] ^=
        (byte) (1 << stage.random.nextInt(8));
    return flipped;
  }

  /** Copies no schema until it is told to be steady. */
  void withholdSchemas() {
    withholding = true;
  }

  /** Copies what there is of the schema topic. */
  void copySchemas() {
    if (withholding) {
      return;
    }
    for (Map.Entry<Fingerprint, Schema> schema : from.broker().schemas().entrySet()) {
      if (copied.add(schema.getKey())) {
        to.broker().publish(schema.getValue());
      }
    }
  }
}
