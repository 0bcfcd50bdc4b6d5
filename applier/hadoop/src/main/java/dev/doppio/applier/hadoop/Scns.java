package dev.doppio.applier.hadoop;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;

/**
 * How far a table is, per partition: the SCN vector in the summary of its snapshot. A snapshot that
 * others made (a compaction) says nothing, and leaves a table where the one before it had it.
 *
 * @param last the last run of each partition that the table holds
 */
record Scns(Map<PartitionId, Scn> last) {
  /** Summary property of the vector: {@code shop/0=1:4711,shop/1=1:12}. */
  static final String PROPERTY = "doppio.scns";

  static final Scns NONE = new Scns(Map.of());

  Scns {
    last = Map.copyOf(last);
  }

  Optional<Scn> of(PartitionId partition) {
    return Optional.ofNullable(last.get(partition));
  }

  /** True when the table holds the run. */
  boolean holds(PartitionId partition, Scn run) {
    return of(partition).filter(scn -> scn.compareTo(run) >= 0).isPresent();
  }

  /** The further of both, per partition. */
  Scns and(Map<PartitionId, Scn> others) {
    Map<PartitionId, Scn> all = new TreeMap<>(last);
    others.forEach(
        (partition, scn) ->
            all.merge(partition, scn, (one, two) -> one.compareTo(two) >= 0 ? one : two));
    return new Scns(all);
  }

  /**
   * @throws DoppioException TARGET_REJECTED when the table has snapshots and none of ours among
   *     them
   */
  static Scns of(String table, TableMetadata metadata) {
    return parse(summary(table, metadata).getOrDefault(PROPERTY, ""));
  }

  /**
   * What the last snapshot of ours says, for one that takes its place; otherwise as {@link #of}.
   */
  static Map<String, String> summary(String table, TableMetadata metadata) {
    Snapshot snapshot = metadata.currentSnapshot();
    if (snapshot == null) {
      return Map.of();
    }
    while (snapshot != null) {
      if (snapshot.summary().containsKey(PROPERTY)) {
        Map<String, String> ours = new TreeMap<>(snapshot.summary());
        ours.keySet().removeIf(key -> !key.startsWith("doppio."));
        return ours;
      }
      Long parent = snapshot.parentId();
      snapshot = parent == null ? null : metadata.snapshot(parent);
    }
    throw new DoppioException(
        FailureKind.TARGET_REJECTED,
        "table "
            + table
            + " has no snapshot of Doppio's any more, which would say how far it is: roll it back"
            + " to one that has '"
            + PROPERTY
            + "' in its summary, or drop the table and start from the log's begin");
  }

  static Scns parse(String text) {
    Map<PartitionId, Scn> last = new TreeMap<>();
    for (String part : text.split(",")) {
      if (!part.isEmpty()) {
        int slash = part.lastIndexOf('/');
        int equals = part.indexOf('=', slash);
        last.put(
            new PartitionId(
                part.substring(0, slash), Integer.parseInt(part.substring(slash + 1, equals))),
            Scn.parse(part.substring(equals + 1)));
      }
    }
    return new Scns(last);
  }

  @Override
  public String toString() {
    return new TreeMap<>(last)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
  }
}
