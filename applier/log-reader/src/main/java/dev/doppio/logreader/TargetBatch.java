package dev.doppio.logreader;

import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.RunKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whole runs on their way into one target transaction, which begins with the first slice of rows,
 * or at commit when there were none.
 */
final class TargetBatch {
  private final TargetPartition target;
  private final LogReaderConfig config;
  private final List<Part> ended = new ArrayList<>();
  private final List<DocumentChange> slice = new ArrayList<>();
  private int sliceRows;
  private long sliceBytes;
  private boolean begun;
  private long rows;
  private long bytes;
  private boolean heartbeatsOnly = true;
  private Optional<Checkpoint> whole = Optional.empty();
  private int runs;
  private Optional<Run> open = Optional.empty();
  private Instant since = Instant.MIN;

  /** The last changes of a run, not handed over yet. */
  private record Part(Run run, List<DocumentChange> changes) {}

  TargetBatch(TargetPartition target, LogReaderConfig config) {
    this.target = target;
    this.config = config;
  }

  /** True when changes of a run have come and its end has not. */
  boolean inRun() {
    return open.isPresent();
  }

  /** The next changes are of this run. */
  void runBegins(Run run) {
    open = Optional.of(run);
  }

  void add(DocumentChange change, long changeBytes) {
    slice.add(change);
    sliceRows++;
    sliceBytes += changeBytes;
    rows++;
    bytes += changeBytes;
    if (config.slice().reached(sliceBytes, sliceRows)) {
      flush();
    }
  }

  /**
   * A run is in completely; {@code now} counts as the batch's begin when it is the first.
   *
   * @param partitions how many the source transaction touched
   */
  void runEnded(RunKind kind, Checkpoint checkpoint, int partitions, Instant now) {
    open.ifPresent(run -> ended.add(new Part(run.ending(partitions), List.copyOf(slice))));
    open = Optional.empty();
    slice.clear();
    since = whole.isEmpty() ? now : since;
    whole = Optional.of(checkpoint);
    runs++;
    heartbeatsOnly &= kind == RunKind.HEARTBEAT;
  }

  /** The table's documents in this partition go; the caller has committed what came before. */
  void truncated(ControlRecord.Truncation truncation, TableVersion version, Reach reach) {
    target.begin();
    begun = true;
    target.truncated(truncation, version, reach);
  }

  /** True when there is something to commit. */
  boolean hasRuns() {
    return whole.isPresent();
  }

  /** True when a failure may be of another run than the last: some are whole, one may be open. */
  boolean severalRuns() {
    return runs > 1 || runs == 1 && inRun();
  }

  /** True when nothing in it has to be seen at the target soon. */
  boolean heartbeatsOnly() {
    return heartbeatsOnly;
  }

  /** True when a bound is reached; {@code drained} when nothing more is buffered. */
  boolean due(Instant now, boolean drained) {
    if (whole.isEmpty()) {
      return false;
    }
    if (rows >= config.batch().rows() || bytes >= config.batch().bytes()) {
      return true;
    }
    if (drained && !heartbeatsOnly) {
      return true;
    }
    Duration most = heartbeatsOnly ? config.batch().idle() : config.batch().age();
    return !now.isBefore(since.plus(most));
  }

  /** Ends the target transaction at the last whole run; the caller sees to it that none is open. */
  Committed commit(Optional<Instant> sourceTime) {
    Checkpoint checkpoint = ready(sourceTime);
    target.commit(checkpoint);
    return ended(checkpoint);
  }

  /** The same, durable when the target's gathering says so. */
  Committed offer(Gathering gathering, Optional<Instant> sourceTime) {
    Checkpoint checkpoint = ready(sourceTime);
    gathering.offer(checkpoint);
    return ended(checkpoint);
  }

  private Checkpoint ready(Optional<Instant> sourceTime) {
    flush();
    if (!begun) {
      target.begin();
    }
    sourceTime.ifPresent(target::reached);
    return whole.orElseThrow();
  }

  private Committed ended(Checkpoint checkpoint) {
    Committed committed = new Committed(checkpoint, rows);
    reset();
    return committed;
  }

  /** Forgets everything since the last commit. */
  void abort() {
    boolean wasBegun = begun;
    reset();
    if (wasBegun) {
      target.abort();
    }
  }

  private void flush() {
    if (ended.isEmpty() && slice.isEmpty()) {
      return;
    }
    if (!begun) {
      target.begin();
      begun = true;
    }
    ended.forEach(part -> target.rows(part.run(), part.changes()));
    if (!slice.isEmpty()) {
      target.rows(open.orElseThrow(), List.copyOf(slice));
    }
    emptySlice();
  }

  private void emptySlice() {
    ended.clear();
    slice.clear();
    sliceRows = 0;
    sliceBytes = 0;
  }

  private void reset() {
    emptySlice();
    begun = false;
    rows = 0;
    bytes = 0;
    heartbeatsOnly = true;
    whole = Optional.empty();
    runs = 0;
    open = Optional.empty();
  }

  /**
   * What a commit brought.
   *
   * @param checkpoint where the target stands now
   * @param rows document changes in it
   */
  record Committed(Checkpoint checkpoint, long rows) {}
}
