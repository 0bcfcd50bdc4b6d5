package dev.doppio.logreader;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.EndHeader;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The log as one reader sees it, in one datacenter's copy: committed records only, in offset order
 * per partition. Offsets rise but need not be dense, and mean nothing in another copy. One thread
 * calls it; these calls and the target's are the only ones of a reader that block. After any
 * exception only {@link #close()} is allowed.
 *
 * <p>Failures are {@link DoppioException}s: LOG_UNAVAILABLE when no broker answers in time,
 * LOG_REFUSED when the log is not what the configuration says or the broker denies access.
 */
public interface LogSource extends AutoCloseable {
  /**
   * How many partitions the database's log has.
   *
   * @throws DoppioException LOG_REFUSED when there is none, or not as many as configured
   */
  int partitions(String database);

  /**
   * Takes these partitions, and no others, each paused and without a position.
   *
   * @throws DoppioException LOG_REFUSED when one does not exist
   */
  void assign(Set<PartitionId> partitions);

  /**
   * Shares these partitions with the other sources of its group, instead of {@link #assign}. Which
   * of them are this one's is told during {@link #poll} and {@link #close()}, on the same thread.
   *
   * @throws DoppioException LOG_REFUSED when one does not exist
   */
  void share(Set<PartitionId> partitions, Sharing sharing);

  /** Hears which partitions come and go. */
  interface Sharing {
    /**
     * These are this source's now, each paused and without a position; none may be among them.
     * Called at least once after the group was joined.
     */
    void granted(Set<PartitionId> partitions);

    /** These go to another source when this returns: until then nobody else has them. */
    void revoked(Set<PartitionId> partitions);

    /** These may have gone to another source already. */
    void lost(Set<PartitionId> partitions);
  }

  /** The next {@link #poll} delivers the partition from the first record at or after the offset. */
  void seek(PartitionId partition, long offset);

  /**
   * Offset from which the next {@link #poll} delivers. At an end that {@link #bounds} has told, all
   * before that end was delivered. The partition was sought.
   */
  long position(PartitionId partition);

  /** The partition delivers nothing until {@link #resume}; what was delivered stays delivered. */
  void pause(PartitionId partition);

  /** Ends a pause. */
  void resume(PartitionId partition);

  /**
   * The next records of the partitions that are not paused.
   *
   * @param wait at most this long when there is none; zero returns at once
   */
  Polled poll(Duration wait);

  /** First and next offset of each partition, as they are now. */
  Map<PartitionId, Bounds> bounds(Set<PartitionId> partitions);

  /**
   * Where the records begin whose timestamp, the writer's clock at send, is not before {@code
   * time}: the first record at or after this offset is the first of these. Empty when there is none
   * yet; but the end of a transaction has a time too, so there may be an offset and no record yet.
   */
  OptionalLong offsetAt(PartitionId partition, Instant time);

  /**
   * A probe: the first record at or after {@code from} and before {@code to}; leaves the position
   * of {@link #poll} alone. {@code to} is at most an end that {@link #bounds} has told.
   */
  Optional<Entry> first(PartitionId partition, long from, long to);

  /** Idempotent. */
  @Override
  void close();

  /** Opens sources; after LOG_UNAVAILABLE the reader closes its source and opens another. */
  interface Opener {
    /** A source without partitions. */
    LogSource open();
  }

  /**
   * Offsets of a partition.
   *
   * @param begin of the oldest record still there, or {@code end} in an empty partition
   * @param end after the last committed record; nothing at or above it is readable yet
   */
  record Bounds(long begin, long end) {
    public Bounds {
      if (begin < 0 || end < begin) {
        throw new IllegalArgumentException("not bounds: " + begin + ".." + end);
      }
    }
  }

  /**
   * What a poll brought.
   *
   * @param entries in offset order within each partition
   * @param lost partitions whose position the log no longer has; they are paused now and need a
   *     {@link #seek}
   */
  record Polled(List<Entry> entries, Set<PartitionId> lost) {
    public Polled {
      entries = List.copyOf(entries);
      lost = Set.copyOf(lost);
    }
  }

  /**
   * The record's headers as bytes, so that one that does not read stops its own partition only.
   *
   * @param p empty when the record has none
   * @param b present on B
   * @param e present on E
   */
  record Headers(byte[] p, Optional<byte[]> b, Optional<byte[]> e) {
    public Headers {
      Objects.requireNonNull(p);
      Objects.requireNonNull(b);
      Objects.requireNonNull(e);
    }
  }

  /**
   * A record where it stands in this copy of the log.
   *
   * @param partition its partition
   * @param offset in this copy
   * @param timestamp the writer's clock at send
   * @param headers not read yet
   * @param key empty for none
   * @param value empty for none
   */
  record Entry(
      PartitionId partition,
      long offset,
      Instant timestamp,
      Headers headers,
      byte[] key,
      byte[] value) {
    /** An allowance for what a record costs beside its key and its value. */
    private static final int OVERHEAD_BYTES = 200;

    public Entry {
      Objects.requireNonNull(partition);
      Objects.requireNonNull(timestamp);
      Objects.requireNonNull(headers);
      Objects.requireNonNull(key);
      Objects.requireNonNull(value);
    }

    /**
     * Reads header {@code p} alone.
     *
     * @throws DoppioException LOG_CORRUPT
     */
    public Place place() {
      try {
        return Place.decode(headers.p());
      } catch (RuntimeException e) {
        throw unreadable(e);
      }
    }

    /** False for a record that no writer of the log has written, or a newer one. */
    boolean isPlaced() {
      try {
        return place() != null;
      } catch (DoppioException e) {
        return false;
      }
    }

    /**
     * Reads header {@code b}, if the record has one.
     *
     * @throws DoppioException LOG_CORRUPT
     */
    public Optional<BeginHeader> begin() {
      try {
        return headers.b().map(BeginHeader::decode);
      } catch (RuntimeException e) {
        throw unreadable(e);
      }
    }

    /**
     * Reads all headers.
     *
     * @throws DoppioException LOG_CORRUPT on an unknown version, a reserved bit, or headers that
     *     contradict each other
     */
    public LogRecord record() {
      try {
        return new LogRecord(place(), begin(), headers.e().map(EndHeader::decode), key, value);
      } catch (DoppioException e) {
        throw e;
      } catch (RuntimeException e) {
        throw unreadable(e);
      }
    }

    /** Approximate bytes in memory. */
    public long bytes() {
      return (long) key.length + value.length + OVERHEAD_BYTES;
    }

    private DoppioException unreadable(RuntimeException cause) {
      return new DoppioException(
          FailureKind.LOG_CORRUPT,
          "the record at offset "
              + offset
              + " of "
              + partition
              + " is none of the log's, or of a newer format ("
              + cause.getMessage()
              + "). Find out who writes into the topic; where nothing is amiss with this Doppio's"
              + " version, doppio skip --offset passes over it",
          cause);
    }
  }
}
