package dev.doppio.capture.snapshot;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.stream.PositionedSource;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.Reaction;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.schemas.source.Resume;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.TableSnapshot;
import dev.doppio.schemas.source.TableSnapshot.State;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream, and between its transactions chunks of the tables that somebody wants a snapshot of.
 *
 * <p>A chunk that is open when the stream breaks is thrown away with this source: the next one, at
 * whatever server, reads it again behind the last key that the log has.
 *
 * <p>Why a chunk is neither too old nor too new at its place: it was read after the server had
 * executed all that the stream had told by then, so of a document that the stream has not touched
 * since, it shows the last version the log has; and it goes out when the stream has told every
 * transaction that could show in it, so no version of it is still to come.
 */
public final class SnapshotSource implements ChangeSource {
  /** While a chunk is on its way, the stream is asked in turn with it. */
  private static final Duration TURN = Duration.ofMillis(2);

  /** Beyond this the next chunk is not read before this one is out: memory is bounded by one. */
  private static final long READ_AHEAD_BYTES = 8 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotSource.class);

  private final PositionedSource stream;
  private final Chunks chunks;
  private final SnapshotPace pace;
  private final SnapshotPlan plan;
  private final StatementEffects effects;
  private final Map<TableName, TableVersion> versions = new HashMap<>();
  private final Follow follow = new Follow();
  private final ArrayDeque<SourceEvent> out = new ArrayDeque<>();
  private Optional<OpenChunk> open = Optional.empty();
  private boolean between = true;

  /**
   * @param stream closed with this source
   * @param chunks closed with this source
   * @param pace when a chunk may be read
   * @param from where the stream begins
   * @param reloads statements whose tables are read anew
   */
  SnapshotSource(
      PositionedSource stream, Chunks chunks, SnapshotPace pace, Resume from, Set<Gtid> reloads) {
    this.stream = stream;
    this.chunks = chunks;
    this.pace = pace;
    this.plan = new SnapshotPlan(from.snapshots());
    this.effects = new StatementEffects(plan, reloads);
    this.versions.putAll(from.tables());
    from.snapshots().stream()
        .filter(snapshot -> snapshot.isRunning() && !versions.containsKey(snapshot.table()))
        .forEach(snapshot -> tell(snapshot.ended(State.GONE, pace.now())));
  }

  /** Opens a stream. */
  public interface Streams {
    /** Opens it where the log stands. */
    PositionedSource open(Resume from);
  }

  /**
   * Opens a source.
   *
   * @param after where the log stands; empty on the first start, which plans a snapshot of each
   *     table
   * @param clock for the pace of snapshots
   * @throws dev.doppio.schemas.failure.DoppioException SOURCE_UNAVAILABLE, SOURCE_REFUSED
   */
  public static ChangeSource open(
      CaptureConfig config, Optional<Resume> after, Streams streams, InstantSource clock) {
    Optional<FirstStart.Beginning> first =
        after.isPresent() ? Optional.empty() : Optional.of(FirstStart.find(config));
    Resume from = after.or(() -> first.map(FirstStart.Beginning::from)).orElseThrow();
    PositionedSource stream = streams.open(from);
    SnapshotPace pace = new SnapshotPace(config.snapshots(), clock);
    Chunks chunks = new ServerChunks(config, stream.server());
    SnapshotSource source =
        new SnapshotSource(stream, chunks, pace, from, config.overrides().reloads());
    first.ifPresent(beginning -> source.out.addAll(beginning.told()));
    stream.unread().forEach(source::add);
    return source;
  }

  /** A table comes under capture with rows that the log has nothing of. */
  private void add(TableVersion table) {
    versions.put(table.name(), table);
    out.add(new SourceEvent.TableSeen(table));
    snapshot(SnapshotRequest.captured(table.name(), pace.now()));
  }

  @Override
  public void snapshot(SnapshotRequest request) {
    if (plan.knows(request)) {
      return;
    }
    TableSnapshot snapshot = TableSnapshot.of(request, pace.now());
    open.ifPresent(reading -> reading.changed(request.table()));
    Optional<TableVersion> version = Optional.ofNullable(versions.get(request.table()));
    Optional<String> objection = version.flatMap(table -> KeyBound.objection(table, request));
    if (version.isEmpty()) {
      tell(snapshot.ended(State.GONE, pace.now()));
    } else if (objection.isPresent()) {
      tell(snapshot.refused(objection.get(), pace.now()));
    } else {
      tell(snapshot);
    }
  }

  private void tell(TableSnapshot snapshot) {
    plan.set(snapshot);
    out.add(
        new SourceEvent.SnapshotMoved(
            snapshot, Optional.ofNullable(versions.get(snapshot.table()))));
  }

  /** While no snapshot is asked for, this is the stream. */
  @Override
  public Optional<SourceEvent> poll(Duration wait) {
    if (!isBusy() && out.isEmpty()) {
      return stream.poll(wait).map(told -> told.match(follow));
    }
    long deadline = System.nanoTime() + wait.toNanos();
    while (true) {
      Optional<SourceEvent> event = next(deadline);
      if (event.isPresent() || System.nanoTime() >= deadline) {
        return event;
      }
    }
  }

  private Optional<SourceEvent> next(long deadline) {
    if (between) {
      advance();
      if (!out.isEmpty()) {
        return Optional.of(out.remove());
      }
    }
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    Duration patience = isBusy() && left.compareTo(TURN) > 0 ? TURN : left;
    Optional<SourceEvent> event = stream.poll(patience).map(told -> told.match(follow));
    if (event.isEmpty()) {
      drained();
    }
    return event;
  }

  private boolean isBusy() {
    return open.isPresent() || plan.isRunning();
  }

  private void drained() {
    pace.drained();
    Optional<OpenChunk> waiting = open.filter(chunk -> chunk.chunk().isPresent());
    if (waiting.isPresent() && between && pace.mayAsk()) {
      OpenChunk chunk = waiting.get();
      attempt(chunk, () -> chunk.forget(chunks.givenUp(chunk.awaited(stream.told()))));
    }
  }

  /**
   * The stream goes on whatever happens to a snapshot that an operator asked for. Without one that
   * the log needs it does not.
   */
  private void attempt(OpenChunk reading, Runnable action) {
    try {
      action.run();
    } catch (DoppioException e) {
      TableSnapshot from = reading.from();
      open = Optional.empty();
      if (e.kind().reaction() == Reaction.RETRY) {
        LOG.warn("the snapshot of {} pauses: {}", from.table(), e.getMessage());
        plan.postpone(from.table());
        pace.rest();
      } else if (from.request().isNeeded()) {
        throw e;
      } else {
        LOG.error("the snapshot of {} is given up: {}", from.table(), e.getMessage());
        plan.of(from.table()).filter(from::equals).ifPresent(s -> refuse(s, e));
      }
    }
  }

  private void refuse(TableSnapshot snapshot, DoppioException why) {
    tell(snapshot.refused(why.getMessage(), pace.now()));
  }

  /** Takes the open chunk a step further, or opens one; between two transactions of the stream. */
  private void advance() {
    if (!out.isEmpty()) {
      return;
    }
    if (open.isEmpty()) {
      begin();
    } else if (open.get().chunk().isEmpty()) {
      OpenChunk reading = open.get();
      attempt(reading, () -> chunks.poll().ifPresent(reading::arrived));
    }
    if (open.filter(chunk -> chunk.isCovered(stream.told())).isPresent()) {
      OpenChunk read = open.get();
      open = Optional.empty();
      finish(read, read.chunk().orElseThrow());
    }
  }

  private void begin() {
    if (pace.isDue()) {
      Optional<TableSnapshot> next = plan.next();
      next.ifPresent(from -> chunks.read(from, stream.told()));
      open = next.map(OpenChunk::new);
    }
  }

  private void finish(OpenChunk read, Chunk chunk) {
    TableSnapshot from = read.from();
    boolean asked = plan.of(from.table()).filter(from::equals).isPresent();
    Optional<TableVersion> version = Optional.ofNullable(versions.get(from.table()));
    if (!asked || read.isSpoilt()) {
      return;
    }
    if (chunk.version().equals(version) && version.isPresent()) {
      accept(from, chunk);
    } else {
      LOG.info(
          "table {} had another structure when a part of its snapshot was read, which is read"
              + " again",
          from.table());
      plan.postpone(from.table());
      pace.rest();
    }
  }

  private void accept(TableSnapshot from, Chunk chunk) {
    TableSnapshot to =
        from.advanced(chunk.lastKey(), chunk.read(), chunk.estimate(), chunk.readAt());
    TableSnapshot ended = to.ended(State.DONE, chunk.readAt());
    plan.set(chunk.end() ? ended : to);
    pace.spent(chunk.read());
    if (chunk.bytes() <= READ_AHEAD_BYTES) {
      begin();
    }
    if (chunk.read() > 0) {
      out.add(SourceEvent.Begin.chunk(chunk.readAt(), to.request().partitions()));
      chunk.rows().values().forEach(row -> out.add(read(row)));
      out.add(new SourceEvent.End(stream.position(), Optional.of(to)));
    }
    if (chunk.end()) {
      tell(ended);
    }
  }

  private static SourceEvent read(Row row) {
    return new SourceEvent.RowChange(
        Operation.READ, row.table(), Optional.empty(), Optional.of(row));
  }

  @Override
  public void close() {
    try (stream) {
      chunks.close();
    }
  }

  /** Follows what the stream tells, and adds what that does to snapshots. */
  private final class Follow implements SourceEvent.Cases<SourceEvent> {
    @Override
    public SourceEvent begin(SourceEvent.Begin begin) {
      between = false;
      pace.told(begin.committedAt());
      return begin;
    }

    @Override
    public SourceEvent row(SourceEvent.RowChange row) {
      open.ifPresent(chunk -> chunk.touch(row));
      return row;
    }

    @Override
    public SourceEvent end(SourceEvent.End end) {
      between = true;
      return end;
    }

    @Override
    public SourceEvent tableSeen(SourceEvent.TableSeen seen) {
      versions.put(seen.table().name(), seen.table());
      return seen;
    }

    @Override
    public SourceEvent snapshotMoved(SourceEvent.SnapshotMoved moved) {
      return moved;
    }

    @Override
    public SourceEvent schemaChanged(SourceEvent.SchemaChanged change) {
      between = change.last();
      change.before().map(TableVersion::name).ifPresent(versions::remove);
      change.before().ifPresent(this::changed);
      change.after().ifPresent(version -> versions.put(version.name(), version));
      change.after().ifPresent(this::changed);
      return effects.of(change);
    }

    @Override
    public SourceEvent truncated(SourceEvent.Truncated truncated) {
      between = truncated.last();
      changed(truncated.table());
      return effects.of(truncated);
    }

    /** What was read before may be no more. */
    private void changed(TableVersion table) {
      open.ifPresent(chunk -> chunk.changed(table.name()));
    }

    @Override
    public SourceEvent idle(SourceEvent.Idle idle) {
      between = true;
      return idle;
    }
  }
}
