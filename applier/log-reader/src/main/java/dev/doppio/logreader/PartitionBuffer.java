package dev.doppio.logreader;

import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The hand-over of one partition: the thread of {@link LogReader} puts records in, the thread of
 * {@link PartitionReader} takes them out and asks for new starts. All state is guarded by this.
 *
 * <p>Between {@link #restart} and {@link #started} whatever is put in is forgotten: it belongs to
 * the place that was left.
 */
final class PartitionBuffer {
  /**
   * Where the reader shall begin.
   *
   * @param after the target's checkpoint; empty where nothing was ever applied
   * @param place where to begin without a checkpoint
   * @param search false reads from the log's beginning and lets the verifier drop what is known
   */
  record Request(Optional<Checkpoint> after, StartPlace place, boolean search) {}

  /**
   * Where the reader begins.
   *
   * @param offset of the first record to come, or above
   * @param kind what the verifier may expect there
   * @param scan what is read and dropped before the first run
   * @param probes records read to find it
   */
  record Start(long offset, Kind kind, Optional<GtidScan> scan, int probes) {
    /** What stands at a start. */
    enum Kind {
      /** Nothing older is left in this copy. */
      LOG_BEGIN,
      /** The run after the checkpoint. */
      IN_LOG,
      /** A run that was asked for: no continuity before it is claimed. */
      CHOSEN
    }

    Start(long offset, Kind kind, int probes) {
      this(offset, kind, Optional.empty(), probes);
    }
  }

  private enum Phase {
    IDLE,
    REQUESTED,
    STREAMING,
    FAILED,
    STOPPED
  }

  private final PartitionId partition;
  private final LogReaderConfig.Bound bound;
  private final StartPlace place;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long bytes;
  private Phase phase = Phase.IDLE;
  private Optional<Request> request = Optional.empty();
  private Optional<Start> start = Optional.empty();
  private Optional<DoppioException> failure = Optional.empty();

  PartitionBuffer(PartitionId partition, LogReaderConfig.Bound bound, StartPlace place) {
    this.partition = Objects.requireNonNull(partition);
    this.place = Objects.requireNonNull(place);
    this.bound = bound;
  }

  PartitionId partition() {
    return partition;
  }

  // ---- the partition reader's side

  synchronized void restart(Optional<Checkpoint> after, boolean search) {
    forget();
    phase = Phase.REQUESTED;
    request = Optional.of(new Request(after, place, search));
    start = Optional.empty();
    failure = Optional.empty();
  }

  /**
   * Empty while the place is being looked for.
   *
   * @throws DoppioException what the search ended with
   */
  synchronized Optional<Start> awaitStart() {
    if (failure.isPresent()) {
      throw failure.get();
    }
    return start;
  }

  synchronized Optional<Entry> take() {
    Entry entry = entries.poll();
    if (entry != null) {
      bytes -= entry.bytes();
    }
    return Optional.ofNullable(entry);
  }

  /** True when the log lost the place; the partition has to start anew. */
  synchronized boolean lost() {
    return phase == Phase.IDLE;
  }

  /** What is here will not be taken any more; a later start brings it again. */
  synchronized void rest() {
    forget();
    phase = Phase.IDLE;
  }

  synchronized void stop() {
    forget();
    phase = Phase.STOPPED;
  }

  // ---- the log reader's side

  synchronized Optional<Request> request() {
    return phase == Phase.REQUESTED ? request : Optional.empty();
  }

  synchronized void started(Request served, Start found) {
    if (phase == Phase.REQUESTED && request.filter(r -> r == served).isPresent()) {
      phase = Phase.STREAMING;
      start = Optional.of(found);
    }
  }

  synchronized void failed(Request served, DoppioException cause) {
    if (phase == Phase.REQUESTED && request.filter(r -> r == served).isPresent()) {
      phase = Phase.FAILED;
      failure = Optional.of(cause);
    }
  }

  synchronized void put(List<Entry> polled) {
    if (phase == Phase.STREAMING) {
      for (Entry entry : polled) {
        entries.add(entry);
        bytes += entry.bytes();
      }
    }
  }

  synchronized void lose() {
    if (phase == Phase.STREAMING) {
      forget();
      phase = Phase.IDLE;
    }
  }

  synchronized boolean streaming() {
    return phase == Phase.STREAMING;
  }

  synchronized boolean full() {
    return bound.reached(bytes, entries.size());
  }

  synchronized boolean belowHalf() {
    return !bound.reached(bytes * 2, entries.size() * 2);
  }

  synchronized long bytes() {
    return bytes;
  }

  private void forget() {
    entries.clear();
    bytes = 0;
  }
}
