package dev.doppio.logwriter;

import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a log writer is told.
 *
 * @param origin datacenter and storage node
 * @param databases each database and how it lies over its partitions
 * @param commit when the open transaction is committed
 * @param limits sizes of records
 * @param heartbeatInterval by the source's clock: a partition without a run for so long gets a
 *     heartbeat
 * @param idleWait a step with nothing to do waits this long for the source
 * @param before how much of the row before a change travels
 */
public record LogWriterConfig(
    Origin origin,
    List<DatabaseLayout> databases,
    CommitPolicy commit,
    RecordLimits limits,
    Duration heartbeatInterval,
    Duration idleWait,
    BeforeImage before) {
  public LogWriterConfig {
    Objects.requireNonNull(origin);
    Objects.requireNonNull(commit);
    Objects.requireNonNull(limits);
    Objects.requireNonNull(before);
    databases = List.copyOf(databases);
    Set<String> names = new HashSet<>();
    for (DatabaseLayout layout : databases) {
      if (!names.add(layout.database())) {
        throw new IllegalArgumentException("database " + layout.database() + " is listed twice");
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a log writer has at least one database");
    }
    if (heartbeatInterval.isNegative() || heartbeatInterval.isZero() || idleWait.isNegative()) {
      throw new IllegalArgumentException("heartbeat interval above 0, idle wait 0 or more");
    }
  }

  /** Everything as recommended: heartbeats every 10 s, waits of 100 ms, keys before a change. */
  public static LogWriterConfig standard(Origin origin, List<DatabaseLayout> databases) {
    return new LogWriterConfig(
        origin,
        databases,
        CommitPolicy.standard(),
        RecordLimits.standard(),
        Duration.ofSeconds(10),
        Duration.ofMillis(100),
        BeforeImage.KEY);
  }

  /** Of each database in mode OWNED the partitions its documents are hashed over. */
  public Map<String, List<Integer>> hashed() {
    return databases.stream()
        .filter(layout -> layout.mode() == PartitionMode.OWNED)
        .collect(Collectors.toMap(DatabaseLayout::database, DatabaseLayout::owned));
  }
}
