package dev.doppio.logreader;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.EndHeader;
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
import java.util.TreeMap;

/**
 * A copy of the log in memory, with what copies have: offsets of their own with holes in them,
 * repeats, a beginning that retention moves, brokers that do not answer. It holds callers to the
 * port. Not thread-safe.
 */
public final class LogCopy implements LogSource.Opener {
  private final Map<PartitionId, Topic> topics = new TreeMap<>();
  private final int recordsPerPoll;
  private int outages;
  private int probes;

  private final Deque<Move> moves = new ArrayDeque<>();

  private interface Move {
    void made(View view, LogSource.Sharing member);
  }

  private static final class Topic {
    private final TreeMap<Long, LogSource.Entry> entries = new TreeMap<>();
    private long begin;
    private long end;
  }

  /**
   * An empty copy.
   *
   * @param recordsPerPoll of each partition
   */
  public LogCopy(int recordsPerPoll) {
    this.recordsPerPoll = recordsPerPoll;
  }

  /** Adds records at the end. */
  public LogCopy append(PartitionId partition, List<LogRecord> records) {
    Topic topic = topic(partition);
    for (LogRecord record : records) {
      LogSource.Headers headers =
          new LogSource.Headers(
              record.place().encode(),
              record.begin().map(BeginHeader::encode),
              record.end().map(EndHeader::encode));
      put(topic, partition, headers, record.key(), record.value());
    }
    return this;
  }

  /** Adds a record that is not one of the log's. */
  public LogCopy appendForeign(PartitionId partition) {
    LogSource.Headers headers =
        new LogSource.Headers(new byte[0], Optional.empty(), Optional.empty());
    put(topic(partition), partition, headers, new byte[] {1}, new byte[] {2});
    return this;
  }

  private void put(
      Topic topic, PartitionId partition, LogSource.Headers headers, byte[] key, byte[] value) {
    Instant written = Notes.SOURCE_TIME.plusMillis(topic.end);
    topic.entries.put(
        topic.end, new LogSource.Entry(partition, topic.end, written, headers, key, value));
    topic.end++;
  }

  /** Offsets that hold nothing for readers: transaction markers, aborted records. */
  public LogCopy skip(PartitionId partition, int offsets) {
    topic(partition).end += offsets;
    return this;
  }

  /** Retention deletes what lies below the offset. */
  public void deleteBefore(PartitionId partition, long offset) {
    Topic topic = topic(partition);
    topic.begin = Math.max(topic.begin, offset);
    topic.entries.headMap(offset).clear();
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
    return topic(partition).end;
  }

  @Override
  public LogSource open() {
    answer();
    return new View();
  }

  private Topic topic(PartitionId partition) {
    return topics.computeIfAbsent(partition, p -> new Topic());
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

    /** As many as the highest number that was written to says, and one at least. */
    @Override
    public int partitions(String database) {
      call();
      return topics.keySet().stream()
          .filter(partition -> partition.database().equals(database))
          .mapToInt(partition -> partition.number() + 1)
          .max()
          .orElse(1);
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
            Topic topic = topic(partition);
            if (position < topic.begin || position > topic.end) {
              lost.add(partition);
              return position;
            }
            List<Entry> next =
                topic.entries.tailMap(position).values().stream().limit(recordsPerPoll).toList();
            polled.addAll(next);
            return next.size() < recordsPerPoll
                ? topic.end
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
              bounds.put(partition, new Bounds(topic(partition).begin, topic(partition).end)));
      return bounds;
    }

    @Override
    public OptionalLong offsetAt(PartitionId partition, Instant time) {
      call(partition);
      return topic(partition).entries.values().stream()
          .filter(entry -> !entry.timestamp().isBefore(time))
          .mapToLong(Entry::offset)
          .findFirst();
    }

    @Override
    public Optional<Entry> first(PartitionId partition, long from, long to) {
      call(partition);
      probes++;
      return topic(partition).entries.subMap(from, Math.max(from, to)).values().stream()
          .findFirst();
    }

    @Override
    public void close() {
      usable = false;
    }
  }
}
