package dev.doppio.logreader;

import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logreader.PartitionBuffer.Start;
import dev.doppio.logreader.PartitionBuffer.Start.Kind;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Optional;

/**
 * Finds places of one partition in one copy of the log by probing header {@code p}, in about
 * log2(offsets) probes whatever the lag.
 *
 * <p>In a copy where a mirror repeated some runs, or a zombie wrote, SCNs do not rise everywhere.
 * The search then may end at another place. It never ends where the next run would be taken for the
 * right one and is not: the verifier sees a gap there, and the partition is read from the log's
 * beginning instead. A record that is none of the log's has no place and is stepped over here; who
 * reads it stops at it.
 */
final class ScnSearch {
  private final LogSource source;
  private final PartitionId partition;
  private final Bounds bounds;
  private int probes;

  ScnSearch(LogSource source, PartitionId partition, Bounds bounds) {
    this.source = source;
    this.partition = partition;
    this.bounds = bounds;
  }

  /**
   * Where to read from so that the first run beyond the checkpoint comes.
   *
   * @throws dev.doppio.schemas.failure.DoppioException LOG_REPLACED, LOG_CORRUPT
   */
  Start after(Checkpoint checkpoint) {
    Scn scn = checkpoint.scn();
    Optional<Entry> oldest = probe(bounds.begin(), bounds.end());
    if (oldest.isEmpty()) {
      return new Start(bounds.end(), Kind.LOG_BEGIN, probes);
    }
    sameLog(oldest.get(), checkpoint);
    if (beyond(oldest.get(), scn)) {
      return new Start(bounds.begin(), Kind.LOG_BEGIN, probes);
    }
    Entry newest = last().orElseThrow(this::moved);
    if (!beyond(newest, scn)) {
      sameLog(beginOf(newest, oldest.get()), checkpoint);
      return new Start(bounds.end(), Kind.IN_LOG, probes);
    }
    long offset = boundary(oldest.get().offset(), newest.offset(), scn);
    sameLog(probe(offset, bounds.end()).orElseThrow(this::moved), checkpoint);
    return new Start(offset, Kind.IN_LOG, probes);
  }

  /** The last record; empty in an empty partition. */
  Optional<Entry> last() {
    Optional<Entry> found = Optional.empty();
    long to = bounds.end();
    for (long step = 1; found.isEmpty() && to > bounds.begin(); step *= 2) {
      long from = Math.max(bounds.begin(), bounds.end() - step);
      found = probe(from, to);
      to = found.isEmpty() ? from : to;
    }
    while (found.isPresent() && found.get().offset() + 1 < to) {
      long low = found.get().offset() + 1;
      long middle = low + (to - low) / 2;
      Optional<Entry> later = probe(middle, to);
      found = later.isPresent() ? later : found;
      to = later.isPresent() ? to : middle;
    }
    return found;
  }

  int probes() {
    return probes;
  }

  /**
   * Halves between a record that is not beyond the SCN and one that is; returns the offset from
   * which the next record is beyond, and before which one is not.
   */
  private long boundary(long notBeyond, long isBeyond, Scn scn) {
    long low = notBeyond;
    long high = isBeyond;
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      Entry entry = probe(middle, isBeyond + 1).orElseThrow(this::moved);
      if (beyond(entry, scn)) {
        high = middle;
      } else {
        low = entry.offset();
      }
    }
    return high;
  }

  /** The record of the last record's run that has header {@code b}, or the oldest still there. */
  Entry beginOfRun(Entry newest) {
    return beginOf(newest, probe(bounds.begin(), bounds.end()).orElseThrow(this::moved));
  }

  /** The record of the same run that has header {@code b}, or the run's oldest still there. */
  private Entry beginOf(Entry newest, Entry oldest) {
    Scn scn = newest.place().scn();
    if (newest.headers().b().isPresent() || oldest.place().scn().equals(scn)) {
      return newest;
    }
    return firstOf(scn, oldest.offset(), newest.offset());
  }

  /** The oldest record of this run or a later one; empty when all are of earlier ones. */
  Optional<Entry> atOrBeyond(Scn scn) {
    Optional<Entry> oldest = probe(bounds.begin(), bounds.end());
    if (oldest.isEmpty() || oldest.get().place().scn().compareTo(scn) >= 0) {
      return oldest;
    }
    Entry newest = last().orElseThrow(this::moved);
    return newest.place().scn().compareTo(scn) < 0
        ? Optional.empty()
        : Optional.of(firstOf(scn, oldest.get().offset(), newest.offset()));
  }

  /** Halves between a record before the run and one that is not. */
  private Entry firstOf(Scn scn, long before, long notBefore) {
    long low = before;
    long high = notBefore;
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      Entry entry = probe(middle, notBefore + 1).orElseThrow(this::moved);
      if (entry.place().scn().compareTo(scn) >= 0) {
        high = middle;
      } else {
        low = entry.offset();
      }
    }
    return probe(high, bounds.end()).orElseThrow(this::moved);
  }

  private static void sameLog(Entry entry, Checkpoint checkpoint) {
    entry
        .begin()
        .filter(begin -> !begin.log().equals(checkpoint.log()))
        .ifPresent(
            begin -> {
              throw RunVerifier.replaced(checkpoint.log(), begin.log());
            });
  }

  private static boolean beyond(Entry entry, Scn scn) {
    return entry.place().scn().compareTo(scn) > 0;
  }

  /** What was found at one probe is gone at the next: the bounds have to be taken anew. */
  private DoppioException moved() {
    return new DoppioException(
        FailureKind.LOG_UNAVAILABLE,
        "retention has deleted records of "
            + partition
            + " while a place was sought there; it is sought again");
  }

  /** The first record of the log's own at or after {@code from} and before {@code to}. */
  Optional<Entry> probe(long from, long to) {
    probes++;
    Optional<Entry> found = source.first(partition, from, to);
    while (found.isPresent() && !found.get().isPlaced()) {
      probes++;
      found = source.first(partition, found.get().offset() + 1, to);
    }
    return found;
  }
}
