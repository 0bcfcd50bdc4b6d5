package dev.doppio.logreader;

import dev.doppio.logwriter.MemoryBroker;
import dev.doppio.logwriter.MemoryPartition;
import dev.doppio.logwriter.MemoryRecord;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A copy of the log in memory, with what copies have: offsets of their own with holes in them,
 * repeats, a beginning that retention moves, brokers that do not answer. It holds callers to the
 * port. Not thread-safe.
 */
public final class LogCopy implements LogSource.Opener {
  private final MemoryBroker broker;
  private final int recordsPerPoll;
  private final Deque<Move> moves = new ArrayDeque<>();
  private int outages;
  private int probes;

  private interface Move {
    void made(View view, LogSource.Sharing member);
  }

  /**
   * An empty copy.
   *
   * @param recordsPerPoll of each partition
   */
  public LogCopy(int recordsPerPoll) {
    this(new MemoryBroker(() -> Runs.LOG), recordsPerPoll);
  }

  /** What a cluster holds. */
  public LogCopy(MemoryBroker broker, int recordsPerPoll) {
    this.broker = broker;
    this.recordsPerPoll = recordsPerPoll;
  }

  /** Adds records at the end. */
  public LogCopy append(PartitionId partition, List<LogRecord> records) {
    records.forEach(record -> topic(partition).append(MemoryRecord.of(record)));
    return this;
  }

  /** Adds a record that is not one of the log's. */
  public LogCopy appendForeign(PartitionId partition) {
    topic(partition)
        .append(
            new MemoryRecord(
                new byte[0], Optional.empty(), Optional.empty(), new byte[] {1}, new byte[] {2}));
    return this;
  }

  /** Offsets that hold nothing for readers: transaction markers, aborted records. */
  public LogCopy skip(PartitionId partition, int offsets) {
    topic(partition).skip(offsets);
    return this;
  }

  /** Retention deletes what lies below the offset. */
  public void deleteBefore(PartitionId partition, long offset) {
    topic(partition).deleteBefore(offset);
  }

  /** The group gives these to the source at its next poll. */
  public void grant(Set<PartitionId> partitions) {
    moves.add(
        (view, member) -> {
          partitions.forEach(partition -> view.positions.put(partition, -1L));
          view.paused.addAll(partitions);
          member.granted(partitions);
        });
  }

  /** The group takes these from the source at its next poll, before anybody else gets them. */
  public void revoke(Set<PartitionId> partitions) {
    moves.add(
        (view, member) -> {
          member.revoked(partitions);
          view.positions.keySet().removeAll(partitions);
        });
  }

  /** The group has given these to somebody else, and the source hears of it at its next poll. */
  public void lose(Set<PartitionId> partitions) {
    moves.add(
        (view, member) -> {
          member.lost(partitions);
          view.positions.keySet().removeAll(partitions);
        });
  }

  /** The next calls that need a broker fail. */
  public void failNext(int calls) {
    outages = calls;
  }

  /** Probes asked of all its sources so far. */
  public int probes() {
    return probes;
  }

  /** Offset after the last record. */
  public long end(PartitionId partition) {
    return topic(partition).end();
  }

  @Override
  public LogSource open() {
    answer();
    return new View();
  }

  private MemoryPartition topic(PartitionId partition) {
    return broker.partition(partition);
  }

  private static LogSource.Entry entry(PartitionId partition, Map.Entry<Long, MemoryRecord> at) {
    MemoryRecord record = at.getValue();
    return new LogSource.Entry(
        partition,
        at.getKey(),
        Notes.SOURCE_TIME.plusMillis(at.getKey()),
        new LogSource.Headers(record.p(), record.b(), record.e()),
        record.key(),
        record.value());
  }

  private void answer() {
    if (outages > 0) {
      outages--;
      throw new DoppioException(FailureKind.LOG_UNAVAILABLE, "injected: no broker answers");
    }
  }

  private final class View implements LogSource {
    private final Map<PartitionId, Long> positions = new HashMap<>();
    private final Set<PartitionId> paused = new HashSet<>();
    private Optional<Sharing> member = Optional.empty();
    private boolean usable = true;

    private void call(PartitionId... assigned) {
      check(assigned);
      try {
        answer();
      } catch (DoppioException e) {
        usable = false;
        throw e;
      }
    }

    private void check(PartitionId... assigned) {
      if (!usable || !positions.keySet().containsAll(List.of(assigned))) {
        throw new IllegalStateException("the port's order of calls is broken");
      }
    }

    @Override
    public int partitions(String database) {
      call();
      return broker.partitions(database);
    }

    @Override
    public void assign(Set<PartitionId> partitions) {
      call();
      positions.clear();
      partitions.forEach(partition -> positions.put(partition, -1L));
      paused.addAll(partitions);
    }

    @Override
    public void share(Set<PartitionId> partitions, Sharing sharing) {
      call();
      member = Optional.of(sharing);
    }

    private void rebalance() {
      member.ifPresent(
          sharing -> {
            while (!moves.isEmpty()) {
              moves.remove().made(this, sharing);
            }
          });
    }

    @Override
    public void seek(PartitionId partition, long offset) {
      check(partition);
      positions.put(partition, offset);
    }

    @Override
    public long position(PartitionId partition) {
      check(partition);
      return positions.get(partition);
    }

    @Override
    public void pause(PartitionId partition) {
      check(partition);
      paused.add(partition);
    }

    @Override
    public void resume(PartitionId partition) {
      check(partition);
      paused.remove(partition);
    }

    @Override
    public Polled poll(Duration wait) {
      call();
      rebalance();
      List<Entry> polled = new ArrayList<>();
      Set<PartitionId> lost = new HashSet<>();
      positions.replaceAll(
          (partition, position) -> {
            if (paused.contains(partition)) {
              return position;
            }
            MemoryPartition topic = topic(partition);
            if (position < topic.begin() || position > topic.end()) {
              lost.add(partition);
              return position;
            }
            List<Entry> next =
                topic.readable(position, topic.end()).entrySet().stream()
                    .limit(recordsPerPoll)
                    .map(at -> entry(partition, at))
                    .toList();
            polled.addAll(next);
            return next.size() < recordsPerPoll
                ? Math.max(position, topic.stableEnd())
                : next.get(next.size() - 1).offset() + 1;
          });
      paused.addAll(lost);
      return new Polled(polled, lost);
    }

    @Override
    public Map<PartitionId, Bounds> bounds(Set<PartitionId> partitions) {
      call(partitions.toArray(PartitionId[]::new));
      Map<PartitionId, Bounds> bounds = new HashMap<>();
      partitions.forEach(
          partition ->
              bounds.put(
                  partition, new Bounds(topic(partition).begin(), topic(partition).stableEnd())));
      return bounds;
    }

    @Override
    public OptionalLong offsetAt(PartitionId partition, Instant time) {
      call(partition);
      return topic(partition).readable(0, Long.MAX_VALUE).entrySet().stream()
          .map(at -> entry(partition, at))
          .filter(entry -> !entry.timestamp().isBefore(time))
          .mapToLong(Entry::offset)
          .findFirst();
    }

    @Override
    public Optional<Entry> first(PartitionId partition, long from, long to) {
      call(partition);
      probes++;
      return topic(partition).readable(from, to).entrySet().stream()
          .findFirst()
          .map(at -> entry(partition, at));
    }

    @Override
    public void close() {
      usable = false;
    }
  }
}
