package dev.doppio.capture.stream;

import dev.doppio.capture.mysql.SourceClock;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The polling side of a session. Between transactions it says at least every second where capture
 * stands. The source's clock is told for a position only when the source, asked for both, had
 * executed nothing beyond it.
 */
public final class StreamSource implements PositionedSource {
  private static final Duration IDLE_INTERVAL = Duration.ofSeconds(1);
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(15);

  /** While an event with a large row is on its way, there are no heartbeats. */
  private static final Duration EVENT_LIMIT = Duration.ofSeconds(60);

  private final Session session;
  private final Runnable stop;
  private final SqlSession sql;
  private final SourceClock clock;
  private final Standing standing = new Standing();
  private final List<TableVersion> unread;
  private SourcePosition position;
  private Optional<SourceEvent.Idle> held = Optional.empty();
  private boolean between = true;
  private long toldNanos = System.nanoTime();

  /**
   * @param session closed with the source
   * @param stop ends the engine and waits for it, not for ever
   * @param sql closed with the source
   * @param unread tables that hold rows of which the log has nothing
   */
  StreamSource(Session session, Runnable stop, SqlSession sql, Collection<TableVersion> unread) {
    this.session = session;
    this.stop = stop;
    this.sql = sql;
    this.clock = new SourceClock(sql);
    this.unread = List.copyOf(unread);
    this.position = session.after().covering(session.scope());
  }

  @Override
  public Optional<SourceEvent> poll(Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    try {
      while (true) {
        Optional<SourceEvent> event = session.handOver().next();
        if (event.isEmpty()) {
          event = session.handOver().take(patience(deadline));
        }
        Optional<SourceEvent> out = event.isPresent() ? pass(event.get()) : idle();
        if (out.isPresent() || (event.isEmpty() && System.nanoTime() >= deadline)) {
          return out;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DoppioException(
          FailureKind.SOURCE_UNAVAILABLE, "interrupted while waiting for the source", e);
    }
  }

  private Duration patience(long deadline) {
    long untilTold = toldNanos + IDLE_INTERVAL.toNanos() - System.nanoTime();
    long untilDeadline = deadline - System.nanoTime();
    return Duration.ofNanos(Math.max(0, Math.min(untilDeadline, Math.max(0, untilTold))));
  }

  /** Idle positions are held back to one a second; everything else goes on at once. */
  private Optional<SourceEvent> pass(SourceEvent event) {
    if (event instanceof SourceEvent.Idle idle) {
      held = Optional.of(idle);
      between = true;
      position = idle.position();
      return isDue() ? tell(idle) : Optional.empty();
    }
    held = Optional.empty();
    event.match(standing);
    return Optional.of(event);
  }

  private boolean isDue() {
    return System.nanoTime() - toldNanos >= IDLE_INTERVAL.toNanos();
  }

  private Optional<SourceEvent> tell(SourceEvent.Idle idle) {
    held = Optional.empty();
    toldNanos = System.nanoTime();
    return Optional.of(idle);
  }

  private Optional<SourceEvent> idle() {
    if (!isDue()) {
      return Optional.empty();
    }
    insistOnLife();
    if (!between || !session.isStreaming()) {
      // Ask again in a second, not at once: the poll waits instead of spinning.
      toldNanos = System.nanoTime();
      return Optional.empty();
    }
    SourceClock.Reading now = clock.read();
    if (told().contains(now.executed()) && session.handOver().isEmpty()) {
      return tell(new SourceEvent.Idle(position, now.time()));
    }
    Optional<SourceEvent> filtered = held.flatMap(this::tell);
    toldNanos = System.nanoTime();
    return filtered;
  }

  /** A server sends heartbeats: one that has not for so long is gone, whatever the socket says. */
  private void insistOnLife() {
    boolean waiting = session.isStreaming() && session.handOver().isEmpty();
    Duration limit = between ? SILENCE_LIMIT : EVENT_LIMIT;
    if (waiting && session.silenceNanos() > limit.toNanos()) {
      throw new DoppioException(
          FailureKind.SOURCE_UNAVAILABLE,
          "storage node "
              + session.config().node()
              + " has sent nothing for "
              + limit.toSeconds()
              + " seconds, not even a heartbeat; connecting anew");
    }
  }

  /** Follows where the last event left the source. */
  private final class Standing implements SourceEvent.Cases<Void> {
    @Override
    public Void begin(SourceEvent.Begin begin) {
      between = false;
      return null;
    }

    @Override
    public Void row(SourceEvent.RowChange row) {
      return null;
    }

    @Override
    public Void end(SourceEvent.End end) {
      between = true;
      position = end.position();
      toldNanos = System.nanoTime();
      return null;
    }

    @Override
    public Void tableSeen(SourceEvent.TableSeen seen) {
      return null;
    }

    @Override
    public Void snapshotMoved(SourceEvent.SnapshotMoved moved) {
      return null;
    }

    @Override
    public Void schemaChanged(SourceEvent.SchemaChanged change) {
      between = change.last();
      position = change.position();
      toldNanos = System.nanoTime();
      return null;
    }

    @Override
    public Void truncated(SourceEvent.Truncated truncated) {
      between = truncated.last();
      position = truncated.position();
      toldNanos = System.nanoTime();
      return null;
    }

    @Override
    public Void idle(SourceEvent.Idle idle) {
      return null;
    }
  }

  @Override
  public SourcePosition position() {
    return position;
  }

  @Override
  public GtidSet told() {
    return position.executed().with(session.prepared());
  }

  @Override
  public String server() {
    return session.serverUuid();
  }

  @Override
  public Collection<TableVersion> unread() {
    return unread;
  }

  /** A stream takes no snapshots. */
  @Override
  public void snapshot(SnapshotRequest request) {
    throw new UnsupportedOperationException("snapshots stand beside a stream, not in it");
  }

  @Override
  public void close() {
    session.close();
    try (sql) {
      stop.run();
    }
  }
}
