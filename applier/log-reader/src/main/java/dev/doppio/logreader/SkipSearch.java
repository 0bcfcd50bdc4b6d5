package dev.doppio.logreader;

import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logreader.PartitionBuffer.Start;
import dev.doppio.schemas.change.ControlCodec;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Place;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at what comes right after a checkpoint, for an operator who has to pass it. Only that can
 * be skipped: a gap and a divergence say that the target lacks, or has, what nobody can name, so
 * there the partition is rebuilt. Reads the run to its end; used once, by one thread.
 */
public final class SkipSearch {
  private static final Duration POLL = Duration.ofMillis(200);

  private final LogSource log;
  private final Checkpoint at;
  private final PartitionId partition;
  private final Deque<Entry> polled = new ArrayDeque<>();
  private final long end;

  /**
   * @param log a source of the caller's own, without partitions yet
   * @param at where the target stands
   * @throws DoppioException LOG_TRUNCATED, LOG_REPLACED, LOG_UNAVAILABLE
   */
  public SkipSearch(LogSource log, Checkpoint at) {
    this.log = log;
    this.at = at;
    this.partition = at.partition();
    log.assign(Set.of(partition));
    Bounds bounds = log.bounds(Set.of(partition)).get(partition);
    Start start = new ScnSearch(log, partition, bounds).after(at);
    if (start.kind() == Start.Kind.LOG_BEGIN) {
      throw new DoppioException(
          FailureKind.LOG_TRUNCATED,
          "this copy of the log does not go back to "
              + at.scn()
              + ", where "
              + partition
              + " stands: there is nothing to skip. Read a copy that does, or rebuild the"
              + " partition");
    }
    this.end = bounds.end();
    log.seek(partition, start.offset());
    log.resume(partition);
  }

  /**
   * The run that the operator names, if it is the one right after the checkpoint.
   *
   * @throws DoppioException TARGET_REFUSED with what stands there instead
   */
  public Skip run(Scn scn) {
    Entry first = next().orElseThrow(() -> refused("the log ends at " + at.scn()));
    requirePlaced(first);
    Place place = first.place();
    if (!place.scn().equals(scn)) {
      throw refused("the run after " + at.scn() + " is " + place.scn() + ", not " + scn);
    }
    requireNext(first);
    long rows = 0;
    for (Entry entry = first;
        ;
        entry = next().orElseThrow(() -> refused(scn + " has no end yet"))) {
      requirePlaced(entry);
      if (!entry.place().scn().equals(scn)) {
        throw refused("run " + scn + " is broken off at offset " + entry.offset());
      }
      // A run that is begun anew voids what came of it.
      rows = (entry.place().begin() ? 0 : rows) + (carriesRow(entry) ? 1 : 0);
      if (entry.place().end()) {
        break;
      }
    }
    refuseTwin(scn);
    Optional<BeginHeader> begin = begin(first);
    long transactions = at.transactions() + (place.kind() == RunKind.TRANSACTION ? 1 : 0);
    String datacenter = begin.map(b -> b.origin().datacenter()).orElse(at.datacenter());
    return new Skip(
        at,
        new Checkpoint(at.log(), datacenter, partition, scn, transactions),
        Optional.of(place.kind()),
        begin.flatMap(BeginHeader::gtid),
        rows,
        first.offset());
  }

  /**
   * The record at this offset, if it is the first after the checkpoint that is none of the log's.
   *
   * @throws DoppioException TARGET_REFUSED with what stands there instead
   */
  public Skip foreign(long offset) {
    Optional<Entry> entry = next();
    while (entry.isPresent() && entry.get().isPlaced() && entry.get().offset() < offset) {
      entry = next();
    }
    Entry found =
        entry.orElseThrow(() -> refused("the log has no record at offset " + offset + " after"));
    if (found.offset() != offset) {
      throw refused("the first record that stops it is at offset " + found.offset());
    }
    if (found.isPlaced()) {
      throw refused(
          "the record at offset "
              + offset
              + " belongs to run "
              + found.place().scn()
              + ": name the run with --scn");
    }
    return new Skip(at, at, Optional.empty(), Optional.empty(), 0, offset);
  }

  private void requirePlaced(Entry entry) {
    if (!entry.isPlaced()) {
      throw refused(
          "the record at offset "
              + entry.offset()
              + " is none of the log's: pass it with"
              + " --offset "
              + entry.offset());
    }
  }

  /** By the contract's sequence rules. */
  private void requireNext(Entry first) {
    Place place = first.place();
    boolean next =
        place.begin()
            && (place.kind() == RunKind.OPENING
                ? predecessor(first).filter(at.scn()::equals).isPresent()
                : place.scn().follows(at.scn()));
    if (!next) {
      throw refused(
          "run "
              + place.scn()
              + " does not follow "
              + at.scn()
              + ": a gap or a divergence, which"
              + " no skip makes good. Read another copy of the log, or rebuild the partition from"
              + " its source");
    }
  }

  private static Optional<Scn> predecessor(Entry first) {
    try {
      return new ControlCodec().decode(RunKind.OPENING, first.value())
              instanceof ControlRecord.Opening o
          ? o.predecessor()
          : Optional.empty();
    } catch (DoppioException e) {
      return Optional.empty();
    }
  }

  /** To skip the first of two would drop the second as a repeat, and it may be the right one. */
  private void refuseTwin(Scn scn) {
    Optional<Entry> after = next();
    if (after.filter(e -> e.isPlaced() && e.place().scn().equals(scn)).isPresent()) {
      throw refused(
          "run "
              + scn
              + " stands in this copy twice, again at offset "
              + after.get().offset()
              + ": one of the two is not the writer's. Read another copy of the log, or rebuild the"
              + " partition from its source");
    }
  }

  private static Optional<BeginHeader> begin(Entry first) {
    try {
      return first.begin();
    } catch (DoppioException e) {
      return Optional.empty();
    }
  }

  private static boolean carriesRow(Entry entry) {
    Place place = entry.place();
    return place.lastSegment() && OpenRun.carriesRow(place, entry.key(), entry.value());
  }

  /** The next record beyond the checkpoint, or one without a place. */
  private Optional<Entry> next() {
    while (true) {
      while (!polled.isEmpty()) {
        Entry entry = polled.remove();
        if (!entry.isPlaced() || entry.place().scn().compareTo(at.scn()) > 0) {
          return Optional.of(entry);
        }
      }
      if (log.position(partition) >= end) {
        return Optional.empty();
      }
      polled.addAll(log.poll(POLL).entries());
    }
  }

  private DoppioException refused(String why) {
    return new DoppioException(
        FailureKind.TARGET_REFUSED,
        partition + " stands at " + at.scn() + ": " + why + "; nothing was skipped");
  }
}
