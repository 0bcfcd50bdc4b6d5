package dev.doppio.logreader;

import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A log that ends, for its readers, with certain runs: what lies behind them never comes. So a
 * target comes to exactly these runs by the same steps by which it follows a log that goes on.
 */
public final class BoundedLog implements LogSource.Opener {
  private final LogSource.Opener log;
  private final Map<PartitionId, Scn> ends;
  private final Throttle throttle;

  /** Holds a log to a rate. Called by the reader's thread. */
  public interface Throttle {
    /** No bound. */
    Throttle NONE =
        new Throttle() {
          @Override
          public boolean allows() {
            return true;
          }

          @Override
          public void took(int records) {}
        };

    /** True when more records may come now. */
    boolean allows();

    /** So many came. */
    void took(int records);
  }

  /**
   * @param ends last runs; a partition without one has no end
   * @param throttle asked before each poll
   */
  public BoundedLog(LogSource.Opener log, Map<PartitionId, Scn> ends, Throttle throttle) {
    this.log = log;
    this.ends = Map.copyOf(ends);
    this.throttle = throttle;
  }

  @Override
  public LogSource open() {
    return new Bounded(log.open());
  }

  /** One source; a partition that has come to its end is paused until it is sought anew. */
  private final class Bounded implements LogSource {
    private final LogSource whole;
    private final Set<PartitionId> over = new HashSet<>();

    Bounded(LogSource whole) {
      this.whole = whole;
    }

    @Override
    public Polled poll(Duration wait) {
      if (!throttle.allows()) {
        return new Polled(List.of(), Set.of());
      }
      Polled polled = whole.poll(wait);
      List<Entry> within = new ArrayList<>();
      for (Entry entry : polled.entries()) {
        if (isWithin(entry)) {
          within.add(entry);
        } else if (over.add(entry.partition())) {
          whole.pause(entry.partition());
        }
      }
      throttle.took(within.size());
      return new Polled(within, polled.lost());
    }

    private boolean isWithin(Entry entry) {
      Optional<Scn> last = Optional.ofNullable(ends.get(entry.partition()));
      boolean beyond =
          entry.isPlaced() && last.filter(end -> end.isBefore(entry.place().scn())).isPresent();
      return !beyond && !over.contains(entry.partition());
    }

    @Override
    public void seek(PartitionId partition, long offset) {
      over.remove(partition);
      whole.seek(partition, offset);
    }

    @Override
    public void resume(PartitionId partition) {
      if (!over.contains(partition)) {
        whole.resume(partition);
      }
    }

    @Override
    public int partitions(String database) {
      return whole.partitions(database);
    }

    @Override
    public void assign(Set<PartitionId> partitions) {
      whole.assign(partitions);
    }

    @Override
    public void share(Set<PartitionId> partitions, Sharing sharing) {
      whole.share(partitions, sharing);
    }

    @Override
    public long position(PartitionId partition) {
      return whole.position(partition);
    }

    @Override
    public void pause(PartitionId partition) {
      whole.pause(partition);
    }

    @Override
    public Map<PartitionId, Bounds> bounds(Set<PartitionId> partitions) {
      return whole.bounds(partitions);
    }

    @Override
    public OptionalLong offsetAt(PartitionId partition, Instant time) {
      return whole.offsetAt(partition, time);
    }

    @Override
    public Optional<Entry> first(PartitionId partition, long from, long to) {
      return whole.first(partition, from, to);
    }

    @Override
    public void close() {
      whole.close();
    }
  }
}
