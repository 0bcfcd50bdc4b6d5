package dev.doppio.cli.replay;

import dev.doppio.logreader.LogLook.Look;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.RunCopy;
import dev.doppio.logreader.kafka.TopicCopy;
import dev.doppio.schemas.log.PartitionId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Copies runs into another topic as they are written. Used by one thread. */
final class LiveCopy {
  private final LogSource source;
  private final Routes routes;
  private final TopicCopy topic;
  private final Map<PartitionId, RunCopy> copies;
  private final Map<PartitionId, Long> seen = new HashMap<>();

  /**
   * @param source of the copies, which read in turn
   */
  LiveCopy(LogSource source, Routes routes, TopicCopy topic, Map<PartitionId, RunCopy> copies) {
    this.source = source;
    this.routes = routes;
    this.topic = topic;
    this.copies = new TreeMap<>(copies);
  }

  /**
   * Copies what every partition has now.
   *
   * @return false when that was nothing new
   */
  boolean step(BooleanSupplier ending) {
    boolean worked = false;
    for (Map.Entry<PartitionId, Bounds> at : source.bounds(copies.keySet()).entrySet()) {
      long end = at.getValue().end();
      if (seen.getOrDefault(at.getKey(), 0L) < end && !ending.getAsBoolean()) {
        Look look = routes.look(at.getKey());
        topic.bringTableVersions();
        copies.get(at.getKey()).copy(look.bounds().end(), look::hasWhole, ending);
        seen.put(at.getKey(), look.bounds().end());
        worked = true;
      }
    }
    return worked;
  }
}
