package dev.doppio.capture.snapshot;

import dev.doppio.capture.stream.PositionedSource;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.CaptureScope;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.schemas.source.TableSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A storage node as the manual describes its commits: a transaction is owned, then it is in the
 * binlog and may be streamed, later its rows can be seen, and last it is in the executed set. In
 * between anything else may happen, in another order too, but rows stay locked until they can be
 * seen. Each change of a document, its deletion too, has a higher version than the one before; so
 * has a truncation, which tells it in its text.
 */
final class ModelServer {
  static final TableVersion TABLE =
      new TableVersion(
          new TableName("shop", "doc"),
          List.of(
              new Column("id", ColumnType.of(MySqlType.BIGINT), false, false),
              new Column("version", ColumnType.of(MySqlType.BIGINT), false, false)),
          List.of(0));

  /** Ids are below. */
  static final int DOCUMENTS = 60;

  private static final String SERVER = "00000000-0000-0000-0000-00000000000a";

  private final Random random;
  private final boolean ordered;
  private final TreeMap<Long, Long> visible = new TreeMap<>();
  private final List<Transaction> committing = new ArrayList<>();
  private final Set<Gtid> idle = new HashSet<>();
  private final ArrayDeque<SourceEvent> binlog = new ArrayDeque<>();
  private GtidSet executed = GtidSet.empty();
  private GtidSet flushed = GtidSet.empty();
  private long number;
  private long version;

  /** Versions by id; empty for a deletion. */
  private record Transaction(Gtid gtid, Map<Long, Optional<Long>> changes, boolean[] seen) {}

  /**
   * @param ordered as with binlog_order_commits
   */
  ModelServer(Random random, boolean ordered, int documents) {
    this.random = random;
    this.ordered = ordered;
    for (long id = 0; id < documents; id++) {
      visible.put(id, ++version);
    }
  }

  /** What can be seen now. */
  Map<Long, Long> rows() {
    return new TreeMap<>(visible);
  }

  /** One thing happens. */
  void step() {
    switch (random.nextInt(7)) {
      case 0, 1 -> commit();
      case 2, 3 -> see();
      case 4 -> finish();
      case 5 -> truncate();
      default -> own();
    }
  }

  /** All that has begun to commit is done. */
  void settle() {
    while (!committing.isEmpty()) {
      see();
      finish();
    }
    idle.clear();
  }

  /** A transaction has a GTID, and is rolled back some time later. */
  private void own() {
    if (random.nextInt(4) == 0) {
      idle.clear();
    } else if (random.nextInt(10) == 0) {
      idle.add(new Gtid(SERVER, 1_000_000 + ++number));
    }
  }

  private void commit() {
    Set<Long> locked =
        committing.stream()
            .filter(transaction -> !transaction.seen[0])
            .flatMap(transaction -> transaction.changes.keySet().stream())
            .collect(Collectors.toSet());
    Map<Long, Optional<Long>> changes = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      long id = random.nextInt(DOCUMENTS);
      if (!locked.contains(id) && !changes.containsKey(id)) {
        changes.put(id, random.nextInt(4) == 0 ? Optional.empty() : Optional.of(++version));
      }
    }
    changes.entrySet().removeIf(e -> e.getValue().isEmpty() && !visible.containsKey(e.getKey()));
    Gtid gtid = new Gtid(SERVER, ++number);
    flushed = flushed.with(gtid);
    binlog.add(SourceEvent.Begin.transaction(gtid, Instant.EPOCH, OptionalLong.empty()));
    changes.forEach((id, next) -> binlog.add(change(id, next)));
    binlog.add(new SourceEvent.End(position(flushed)));
    committing.add(new Transaction(gtid, changes, new boolean[1]));
  }

  /** Waits for all who have rows, and keeps others from them until it can be seen. */
  private void truncate() {
    if (random.nextInt(3) > 0 || committing.stream().anyMatch(other -> !other.seen[0])) {
      return;
    }
    Map<Long, Optional<Long>> changes = new LinkedHashMap<>();
    for (long id = 0; id < DOCUMENTS; id++) {
      changes.put(id, Optional.empty());
    }
    Gtid gtid = new Gtid(SERVER, ++number);
    flushed = flushed.with(gtid);
    binlog.add(
        new SourceEvent.Truncated(
            gtid,
            Long.toString(++version),
            TABLE,
            Instant.EPOCH,
            position(flushed),
            true,
            List.of()));
    committing.add(new Transaction(gtid, changes, new boolean[1]));
  }

  private SourceEvent change(long id, Optional<Long> next) {
    Optional<Row> before = Optional.ofNullable(visible.get(id)).map(old -> row(id, old));
    Operation operation =
        next.isEmpty()
            ? Operation.DELETE
            : before.isPresent() ? Operation.UPDATE : Operation.INSERT;
    return new SourceEvent.RowChange(operation, TABLE, before, next.map(v -> row(id, v)));
  }

  private static Row row(long id, long version) {
    return new Row(TABLE, new Object[] {id, version});
  }

  private static SourcePosition position(GtidSet set) {
    return new SourcePosition(set, CaptureScope.of(Map.of()), "", 0);
  }

  private void see() {
    List<Transaction> hidden =
        committing.stream().filter(transaction -> !transaction.seen[0]).toList();
    if (!hidden.isEmpty()) {
      Transaction next = hidden.get(ordered ? 0 : random.nextInt(hidden.size()));
      next.seen[0] = true;
      next.changes.forEach(
          (id, to) -> to.ifPresentOrElse(v -> visible.put(id, v), () -> visible.remove(id)));
    }
  }

  private void finish() {
    List<Transaction> seen =
        committing.stream().filter(transaction -> transaction.seen[0]).toList();
    if (!seen.isEmpty()) {
      Transaction done = seen.get(random.nextInt(seen.size()));
      executed = executed.with(done.gtid);
      committing.remove(done);
    }
  }

  private GtidSet begun() {
    GtidSet begun = executed;
    for (Transaction transaction : committing) {
      begun = begun.with(transaction.gtid);
    }
    for (Gtid gtid : idle) {
      begun = begun.with(gtid);
    }
    return begun;
  }

  /** Its binlog, from the beginning. */
  PositionedSource stream() {
    return new Stream();
  }

  /** Reads of its table, each of which takes a while. */
  Chunks chunks(int limit) {
    return new Reads(limit);
  }

  private final class Stream implements PositionedSource {
    private SourcePosition position = ModelServer.position(GtidSet.empty());

    @Override
    public String server() {
      return SERVER;
    }

    @Override
    public Optional<SourceEvent> poll(Duration wait) {
      if (random.nextInt(3) == 0) {
        return Optional.empty();
      }
      Optional<SourceEvent> next = Optional.ofNullable(binlog.poll());
      if (next.orElse(null) instanceof SourceEvent.End end) {
        position = end.position();
      } else if (next.orElse(null) instanceof SourceEvent.Truncated truncated) {
        position = truncated.position();
      }
      return next;
    }

    @Override
    public SourcePosition position() {
      return position;
    }

    @Override
    public GtidSet told() {
      return position.executed();
    }

    @Override
    public Collection<TableVersion> unread() {
      return List.of();
    }

    @Override
    public void snapshot(SnapshotRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  private final class Reads implements Chunks {
    private final int limit;
    private Optional<TableSnapshot> asked = Optional.empty();
    private GtidSet told = GtidSet.empty();
    private Optional<LinkedHashMap<DocumentKey, Row>> rows = Optional.empty();

    private Reads(int limit) {
      this.limit = limit;
    }

    @Override
    public void read(TableSnapshot from, GtidSet already) {
      asked = Optional.of(from);
      told = already;
      rows = Optional.empty();
    }

    @Override
    public Optional<Chunk> poll() {
      if (rows.isEmpty()) {
        if (executed.contains(told) && random.nextBoolean()) {
          rows = Optional.of(select());
        }
        return Optional.empty();
      }
      return random.nextBoolean() ? Optional.empty() : rows.map(this::chunk);
    }

    private long last() {
      List<String> key = asked.orElseThrow().lastKey();
      return key.isEmpty() ? -1 : Long.parseLong(key.get(0));
    }

    private LinkedHashMap<DocumentKey, Row> select() {
      LinkedHashMap<DocumentKey, Row> read = new LinkedHashMap<>();
      visible.tailMap(last(), false).entrySet().stream()
          .limit(limit)
          .map(entry -> row(entry.getKey(), entry.getValue()))
          .forEach(row -> read.put(DocumentKey.of(row), row));
      return read;
    }

    private Chunk chunk(LinkedHashMap<DocumentKey, Row> read) {
      long last = last();
      for (Row row : read.values()) {
        last = (Long) row.values()[0];
      }
      return new Chunk(
          Optional.of(TABLE),
          read,
          List.of(Long.toString(last)),
          read.size(),
          0,
          read.size() < limit,
          0,
          begun(),
          Instant.EPOCH);
    }

    @Override
    public GtidSet givenUp(GtidSet awaited) {
      return awaited.minus(begun());
    }

    @Override
    public void close() {}
  }
}
