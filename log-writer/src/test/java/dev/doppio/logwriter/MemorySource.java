package dev.doppio.logwriter;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.CaptureScope;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.schemas.source.Resume;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourceEvent.RowChange;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.schemas.source.TableSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * A storage node in memory: a history to which tests add, replayed from any position on. It can
 * lose its connection at any event. One source at a time. Not thread-safe.
 */
public final class MemorySource implements ChangeSource.Opener {
  /** The node's server UUID, unless another is given. */
  public static final String SERVER = "00000000-0000-0000-0000-0000000000aa";

  /** Events that belong together, with the GTID set behind them. */
  private record Entry(GtidSet behind, List<SourceEvent> events) {
    boolean isBehind(Optional<SourcePosition> after) {
      return after.isPresent() && after.get().executed().contains(behind);
    }
  }

  private final List<List<RowChange>> snapshot = new ArrayList<>();
  private final List<Set<Integer>> wanted = new ArrayList<>();
  private final List<Entry> history = new ArrayList<>();
  private final Instant start;
  private final String server;
  private GtidSet executed = GtidSet.empty();
  private long number;
  private int opened;
  private final List<SnapshotRequest> asked = new ArrayList<>();
  private Optional<Resume> told = Optional.empty();
  private int failAfter = -1;
  private FailureKind failure = FailureKind.SOURCE_UNAVAILABLE;
  private int pauseAfter = -1;

  /**
   * @param start commit time of the first transaction; each further event is a millisecond later
   */
  public MemorySource(Instant start) {
    this(start, SERVER);
  }

  /**
   * @param start commit time of the first transaction; each further event is a millisecond later
   * @param server its UUID
   */
  public MemorySource(Instant start, String server) {
    this.start = start;
    this.server = server;
  }

  /** A chunk of rows that a first start reads before the history. */
  public MemorySource snapshotChunk(List<RowChange> rows) {
    return snapshotChunk(Set.of(), rows);
  }

  /** The same, of rows that go to the log only where they lie in one of the partitions. */
  public MemorySource snapshotChunk(Set<Integer> partitions, List<RowChange> rows) {
    snapshot.add(List.copyOf(rows));
    wanted.add(partitions);
    return this;
  }

  /** Commits a transaction; each row counts as a byte of binlog. */
  public Gtid commit(List<RowChange> rows) {
    return commit(rows, now());
  }

  /** Commits a transaction at a time. */
  public Gtid commit(List<RowChange> rows, Instant committedAt) {
    Gtid gtid = nextGtid();
    List<SourceEvent> events = new ArrayList<>();
    events.add(SourceEvent.Begin.transaction(gtid, committedAt, OptionalLong.of(rows.size())));
    events.addAll(rows);
    events.add(new SourceEvent.End(position()));
    history.add(new Entry(executed, events));
    return gtid;
  }

  /** Changes a table's structure. */
  public Gtid alter(String statement, Optional<TableVersion> before, Optional<TableVersion> after) {
    return alter(statement, before, after, gtid -> Optional.of(gtid.toString()));
  }

  /**
   * An applier at this node changes a table's structure as the log says.
   *
   * @param ddlId what the log calls it; empty when it has no name for it
   */
  Gtid bring(
      String statement,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      Optional<String> ddlId) {
    return alter(statement, before, after, gtid -> ddlId);
  }

  private Gtid alter(
      String statement,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      Function<Gtid, Optional<String>> ddlId) {
    Instant committedAt = now();
    Gtid gtid = nextGtid();
    SourceEvent event =
        new SourceEvent.SchemaChanged(
            gtid,
            statement,
            before,
            after,
            List.of(),
            committedAt,
            position(),
            ddlId.apply(gtid),
            true,
            List.of());
    history.add(new Entry(executed, List.of(event)));
    return gtid;
  }

  /** Renames a table to the next, that to the one after it; snapshots go with the first. */
  Gtid rename(List<TableVersion> names, List<TableSnapshot> snapshots) {
    SourcePosition before = position();
    Instant committedAt = now();
    Gtid gtid = nextGtid();
    List<SourceEvent> parts = new ArrayList<>();
    for (int i = 1; i < names.size(); i++) {
      boolean last = i == names.size() - 1;
      parts.add(
          new SourceEvent.SchemaChanged(
              gtid,
              "RENAME TABLE ...",
              Optional.of(names.get(i - 1)),
              Optional.of(names.get(i)),
              List.of(),
              committedAt,
              last ? position() : before,
              Optional.of(gtid.toString()),
              last,
              i == 1 ? snapshots : List.of()));
    }
    history.add(new Entry(executed, parts));
    return gtid;
  }

  /** Transactions of no interest: the position moves, and the source says its clock. */
  public void filtered(int transactions, Instant sourceTime) {
    for (int i = 0; i < transactions; i++) {
      nextGtid();
    }
    history.add(new Entry(executed, List.of(new SourceEvent.Idle(position(), sourceTime))));
  }

  /** The source tells its clock. */
  public void idle(Instant sourceTime) {
    filtered(0, sourceTime);
  }

  /** The connection breaks after this many further events, once. */
  public void failAfter(int events) {
    failAfter(events, FailureKind.SOURCE_UNAVAILABLE);
  }

  /** The same with another failure. */
  void failAfter(int events, FailureKind kind) {
    failAfter = events;
    failure = kind;
  }

  /** After this many further events, wherever that is, one poll finds nothing. */
  public void pauseAfter(int events) {
    pauseAfter = events;
  }

  /** Where the history ends. */
  public SourcePosition position() {
    return new SourcePosition(executed, CaptureScope.of(Map.of()), "binlog.000001", number);
  }

  /** How often it was opened. */
  public int opened() {
    return opened;
  }

  /** What it was opened with last; empty when that was a first start. */
  public Optional<Resume> told() {
    return told;
  }

  /** Every snapshot that it was asked for, as often as it was. */
  public List<SnapshotRequest> asked() {
    return asked;
  }

  /** A table is seen for the first time; a restart at the same position does not see it again. */
  public void seen(TableVersion table) {
    history.add(new Entry(executed, List.of(new SourceEvent.TableSeen(table))));
  }

  private Instant now() {
    return start.plusMillis(number);
  }

  private Gtid nextGtid() {
    number++;
    Gtid gtid = new Gtid(server, number);
    executed = executed.with(gtid);
    return gtid;
  }

  @Override
  public ChangeSource open(Optional<Resume> after) {
    opened++;
    told = after;
    return new Replay(after.map(Resume::position));
  }

  /** How many chunks the log has. */
  private static int chunksBehind(Resume from) {
    return from.snapshots().stream()
        .mapToInt(snapshot -> Integer.parseInt(snapshot.lastKey().get(0)))
        .sum();
  }

  private TableSnapshot behind(int chunks) {
    TableName table = snapshot.get(0).get(0).table().name();
    return TableSnapshot.of(SnapshotRequest.whole("first", table), start)
        .advanced(List.of(Integer.toString(chunks)), chunks, snapshot.size(), start);
  }

  private static SourcePosition beforeAll() {
    return new SourcePosition(GtidSet.empty(), CaptureScope.of(Map.of()), "binlog.000001", 0);
  }

  private final class Replay implements ChangeSource {
    private final Optional<SourcePosition> after;
    private final int alreadyThere = history.size();
    private Iterator<SourceEvent> current;
    private int next;

    private Replay(Optional<SourcePosition> after) {
      this.after = after;
      this.current = snapshotEvents();
    }

    private Iterator<SourceEvent> snapshotEvents() {
      List<SourceEvent> events = new ArrayList<>();
      for (int i = told.map(MemorySource::chunksBehind).orElse(0); i < snapshot.size(); i++) {
        List<RowChange> chunk = snapshot.get(i);
        events.add(SourceEvent.Begin.chunk(start, wanted.get(i)));
        events.addAll(chunk);
        events.add(new SourceEvent.End(beforeAll(), Optional.of(behind(i + 1))));
      }
      return events.iterator();
    }

    @Override
    public Optional<SourceEvent> poll(Duration wait) {
      if (failAfter == 0) {
        failAfter = -1;
        throw new DoppioException(failure, "injected: connection lost");
      }
      if (pauseAfter == 0) {
        pauseAfter = -1;
        return Optional.empty();
      }
      while (!current.hasNext()) {
        if (next == history.size()) {
          return Optional.empty();
        }
        Entry entry = history.get(next);
        boolean known = next < alreadyThere && entry.isBehind(after);
        current = known ? List.<SourceEvent>of().iterator() : entry.events().iterator();
        next++;
      }
      failAfter = Math.max(-1, failAfter - 1);
      pauseAfter = Math.max(-1, pauseAfter - 1);
      return Optional.of(current.next());
    }

    @Override
    public void snapshot(SnapshotRequest request) {
      asked.add(request);
    }

    @Override
    public void close() {
      next = history.size();
      current = List.<SourceEvent>of().iterator();
    }
  }
}
