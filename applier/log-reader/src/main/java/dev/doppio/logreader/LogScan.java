package dev.doppio.logreader;

import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads stretches of partitions record by record, unverified: for what is told by headers and
 * control records. Each partition comes in its order, several of them mixed. Used by one thread.
 */
public final class LogScan {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Brokers that say nothing for half a minute are taken for gone. */
  private static final int IDLE_POLLS = 300;

  private final LogSource source;

  /** Takes records as they come. */
  public interface Visitor {
    /** One of the log's own; false ends the scan. */
    boolean take(Entry entry);
  }

  /**
   * @param source of this scan alone; its position is moved
   */
  public LogScan(LogSource source) {
    this.source = source;
  }

  /**
   * Reads until all stretches are through, or the visitor has enough.
   *
   * @param stretches offsets from the first to before the second
   * @throws DoppioException LOG_UNAVAILABLE, LOG_REFUSED
   */
  public void read(Map<PartitionId, Bounds> stretches, Visitor visitor) {
    Set<PartitionId> open = new HashSet<>();
    source.assign(stretches.keySet());
    stretches.forEach(
        (partition, stretch) -> {
          source.seek(partition, stretch.begin());
          if (stretch.begin() < stretch.end()) {
            source.resume(partition);
            open.add(partition);
          }
        });
    int idle = 0;
    while (!open.isEmpty()) {
      LogSource.Polled polled = source.poll(POLL);
      refuseLost(polled.lost());
      if (!visit(polled.entries(), stretches, visitor)) {
        return;
      }
      idle = polled.entries().isEmpty() ? idle + 1 : 0;
      open.removeIf(partition -> isThrough(partition, stretches.get(partition)));
      if (idle > IDLE_POLLS) {
        throw new DoppioException(
            FailureKind.LOG_UNAVAILABLE, "the log gives no records of " + open + "; try again");
      }
    }
  }

  private static boolean visit(
      List<Entry> entries, Map<PartitionId, Bounds> stretches, Visitor visitor) {
    for (Entry entry : entries) {
      boolean within = entry.offset() < stretches.get(entry.partition()).end();
      if (within && entry.isPlaced() && !visitor.take(entry)) {
        return false;
      }
    }
    return true;
  }

  private boolean isThrough(PartitionId partition, Bounds stretch) {
    boolean through = source.position(partition) >= stretch.end();
    if (through) {
      source.pause(partition);
    }
    return through;
  }

  private static void refuseLost(Set<PartitionId> lost) {
    if (!lost.isEmpty()) {
      throw new DoppioException(
          FailureKind.LOG_UNAVAILABLE,
          "retention was faster than the look through " + lost + "; try again");
    }
  }
}
