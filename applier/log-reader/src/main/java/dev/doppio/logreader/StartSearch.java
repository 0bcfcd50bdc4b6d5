package dev.doppio.logreader;

import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logreader.PartitionBuffer.Request;
import dev.doppio.logreader.PartitionBuffer.Start;
import dev.doppio.logreader.PartitionBuffer.Start.Kind;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.time.Instant;
import java.util.Optional;

/** Finds the record from which a partition is read; used once. */
final class StartSearch implements StartPlace.Cases<Start> {
  private final LogSource log;
  private final PartitionId partition;
  private final Bounds bounds;
  private final SourceTimes times;
  private final ScnSearch scns;

  StartSearch(LogSource log, PartitionId partition, Bounds bounds, SourceTimes times) {
    this.log = log;
    this.partition = partition;
    this.bounds = bounds;
    this.times = times;
    this.scns = new ScnSearch(log, partition, bounds);
  }

  /**
   * Where to seek.
   *
   * @throws DoppioException START_NOT_FOUND, LOG_REPLACED, LOG_CORRUPT
   */
  Start find(Request request) {
    if (!request.search()) {
      return new Start(bounds.begin(), Kind.LOG_BEGIN, 0);
    }
    return request.after().map(scns::after).orElseGet(() -> request.place().match(this));
  }

  @Override
  public Start fromCheckpoint(StartPlace.FromCheckpoint place) {
    return new Start(bounds.begin(), Kind.LOG_BEGIN, 0);
  }

  @Override
  public Start atScn(StartPlace.AtScn place) {
    Entry first = scns.atOrBeyond(place.scn()).orElseThrow(() -> notFound(place.toString()));
    if (!first.place().scn().equals(place.scn()) || !first.place().begin()) {
      throw notFound(place.toString());
    }
    return chosen(first.offset());
  }

  @Override
  public Start atOffset(StartPlace.AtOffset place) {
    if (place.offset() < bounds.begin() || place.offset() > bounds.end()) {
      throw notFound(place.toString());
    }
    Optional<Entry> first = scns.probe(place.offset(), bounds.end());
    return chosen(first.map(this::runFrom).orElse(bounds.end()));
  }

  @Override
  public Start atTime(StartPlace.AtTime place) {
    return chosen(committedFrom(place.time()));
  }

  @Override
  public Start atGtid(StartPlace.AtGtid place) {
    long offset = committedFrom(place.from());
    Entry last =
        scns.last()
            .filter(entry -> entry.offset() >= offset)
            .orElseThrow(() -> GtidScan.notFound(place, 0));
    GtidScan scan = new GtidScan(place, last.offset());
    return new Start(offset, Kind.CHOSEN, Optional.of(scan), scns.probes());
  }

  private Start chosen(long offset) {
    return new Start(offset, Kind.CHOSEN, scns.probes());
  }

  /**
   * What was committed at or after the time was sent after it too, so it lies at or behind the
   * offset of the time; there the commit times are halved. A record that tells none counts with the
   * time at which it was sent, which is later: the start may be too early by it, never too late.
   */
  private long committedFrom(Instant time) {
    Instant sent = time.minus(StartPlace.AtTime.CLOCKS_APART);
    long low = Math.max(bounds.begin(), log.offsetAt(partition, sent).orElse(bounds.end()));
    long high = bounds.end();
    while (low < high) {
      long middle = low + (high - low) / 2;
      Optional<Entry> entry = scns.probe(middle, high);
      if (entry.isPresent() && timeOf(entry.get()).isBefore(time)) {
        low = entry.get().offset() + 1;
      } else {
        high = middle;
      }
    }
    return scns.probe(low, bounds.end()).map(this::runOf).orElse(bounds.end());
  }

  private Instant timeOf(Entry entry) {
    return times.of(entry).orElse(entry.timestamp());
  }

  /** Begin of the record's own run; of the next where retention has cut it. */
  private long runOf(Entry entry) {
    return entry.place().begin()
        ? entry.offset()
        : runFrom(scns.atOrBeyond(entry.place().scn()).orElse(entry));
  }

  /** Begin of the run that begins here, or of the next. */
  private long runFrom(Entry entry) {
    if (entry.place().begin()) {
      return entry.offset();
    }
    return scns.atOrBeyond(entry.place().scn().next()).map(Entry::offset).orElse(bounds.end());
  }

  private DoppioException notFound(String place) {
    Optional<Entry> oldest = scns.probe(bounds.begin(), bounds.end());
    String here =
        oldest
            .flatMap(first -> scns.last().map(last -> range(first, last)))
            .orElse("which is empty, at offset " + bounds.end());
    return new DoppioException(
        FailureKind.START_NOT_FOUND,
        place
            + " of "
            + partition
            + " is not in this copy of the log, "
            + here
            + ". Choose a place in it, or a copy that still has it; nothing was read");
  }

  private String range(Entry first, Entry last) {
    return "which has %s to %s at the offsets %d to %d"
        .formatted(first.place().scn(), last.place().scn(), bounds.begin(), bounds.end());
  }
}
