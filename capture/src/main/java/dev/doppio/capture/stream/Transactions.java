package dev.doppio.capture.stream;

import dev.doppio.schemas.change.ColumnFill;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.CaptureScope;
import dev.doppio.schemas.source.DdlIntent;
import dev.doppio.schemas.source.LastTransaction;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Binlog groups (what stands under one GTID) to source events. The position is the executed set
 * capture started with and the GTID of each finished group, with its holes; a group counts as
 * finished when its last event was seen, never before. One thread.
 */
final class Transactions {
  private final CaptureScope scope;
  private final String server;
  private final Sink sink;
  private final DdlIntents intents;
  private final XaTransactions prepared = new XaTransactions(XaTransactions.MAX_BYTES);
  private GtidSet executed;
  private Optional<LastTransaction> last;
  private Optional<Group> group = Optional.empty();
  private String binlogFile = "";
  private long binlogOffset;

  /** Takes events in order. */
  interface Sink {
    void event(SourceEvent event) throws InterruptedException;

    void idle(SourceEvent.Idle idle);
  }

  /** A group that is not finished. */
  private static final class Group {
    private final Gtid gtid;
    private final Instant committedAt;
    private final OptionalLong length;
    private OptionalLong bytes;
    private boolean opened;
    private boolean told;
    private Optional<Boolean> fromLog = Optional.empty();
    private Optional<XaRows> xa = Optional.empty();
    private Optional<DdlIntent> announced = Optional.empty();

    Group(Gtid gtid, Instant committedAt, OptionalLong bytes) {
      this.gtid = gtid;
      this.committedAt = committedAt;
      this.length = bytes;
      this.bytes = bytes;
    }

    SourceEvent.Begin begin() {
      return SourceEvent.Begin.transaction(gtid, committedAt, bytes);
    }
  }

  /**
   * @param start where capture starts
   * @param scope what it captures from there on
   * @param server {@code server_uuid} of whose binlog it reads
   * @param sink takes the events
   */
  Transactions(SourcePosition start, CaptureScope scope, String server, Sink sink) {
    this.executed = start.executed();
    this.last = start.last();
    this.intents = new DdlIntents(start.intents());
    this.scope = scope;
    this.server = server;
    this.sink = sink;
  }

  /** What appliers at this node have announced up to here. */
  DdlIntents intents() {
    return intents;
  }

  /** Where the reader stands, for display. */
  void at(String file, long offset) {
    binlogFile = file;
    binlogOffset = offset;
  }

  /** Everything finished so far. */
  SourcePosition position() {
    return new SourcePosition(
        executed, scope, last, prepared.since(), intents.open(), binlogFile, binlogOffset);
  }

  /** Everything finished so far and the group in hand. */
  GtidSet reached() {
    return gtid().map(executed::with).orElse(executed);
  }

  /** The group in hand; empty between two. */
  Optional<Gtid> gtid() {
    return group.map(g -> g.gtid);
  }

  /** A GTID opens a group. What stood under the one before is finished, unless it had rows. */
  void gtid(Gtid gtid, Instant committedAt, OptionalLong bytes) throws InterruptedException {
    if (group.isPresent()) {
      if (group.get().told) {
        throw outOfOrder(gtid + " begins before " + gtid().orElseThrow() + " has ended");
      }
      finish();
    }
    group = Optional.of(new Group(gtid, committedAt, bytes));
  }

  /** The group is compressed; so many bytes when it is not. */
  void unpacked(long bytes) {
    current("a compressed transaction").bytes = OptionalLong.of(bytes);
  }

  /** The next statement of the group, by which connection it ran. */
  void statement(long connection, String sql) {
    group.ifPresent(g -> g.announced = intents.announced(connection, sql));
  }

  /** True when an applier has announced the statement: the log has brought it. */
  boolean isAnnounced() {
    return group.filter(g -> g.announced.isPresent()).isPresent();
  }

  /** BEGIN: rows may follow until {@link #finish}. */
  void opened() {
    current("BEGIN").opened = true;
  }

  /** True between BEGIN and the end. */
  boolean isOpen() {
    return group.filter(g -> g.opened).isPresent();
  }

  /** True when the group's captured rows have begun to go out. */
  boolean hasRows() {
    return group.filter(g -> g.told).isPresent();
  }

  /**
   * The group's first row event decides whether the transaction came from the log: the applier
   * writes its checkpoint first.
   *
   * @return true when the group's rows are to be skipped
   */
  boolean skips(boolean checkpointTable) {
    Group g = current("a row event");
    if (g.fromLog.isEmpty()) {
      g.fromLog = Optional.of(checkpointTable);
    }
    return g.fromLog.get();
  }

  /** A captured row. Of a distributed transaction, it is held until that is committed. */
  void row(SourceEvent.RowChange row) throws InterruptedException {
    Group g = current("a row of " + row.table().name());
    if (g.xa.isPresent()) {
      prepared.hold(g.xa.get(), row);
    } else {
      tell(g, row);
    }
  }

  private void tell(Group g, SourceEvent.RowChange row) throws InterruptedException {
    if (!g.told) {
      sink.event(g.begin());
      g.told = true;
    }
    sink.event(row);
  }

  /**
   * XA START: rows may follow, which hold when the transaction is committed.
   *
   * @param xid as the binlog writes it
   */
  void xa(String xid) {
    Group g = current("XA START");
    g.opened = true;
    g.xa = Optional.of(new XaRows(xid, g.gtid, g.committedAt, g.bytes));
  }

  /** True between XA START and the end of its group. */
  boolean isXa() {
    return group.filter(g -> g.xa.isPresent()).isPresent();
  }

  /** XA PREPARE: the group's GTID stays a hole of the position until the end of the transaction. */
  void prepare() {
    Group g = current("XA PREPARE");
    prepared.keep(g.xa.orElseThrow(() -> outOfOrder("an XA PREPARE stands behind no XA START")));
    group = Optional.empty();
  }

  /** XA COMMIT ... ONE PHASE, which needs no prepare. */
  void commitOnePhase() throws InterruptedException {
    Group g = current("XA COMMIT ... ONE PHASE");
    Optional<XaRows> rows = g.xa;
    g.xa = Optional.empty();
    release(g, rows.orElseThrow(() -> outOfOrder("an XA COMMIT stands behind no XA START")));
    finish();
  }

  /**
   * XA COMMIT: the rows are told here, under this group's GTID.
   *
   * @return false when the prepare was not read; nothing is done then
   */
  boolean commit(String xid) throws InterruptedException {
    Group g = current("XA COMMIT");
    Optional<XaRows> rows = prepared.take(xid);
    if (rows.isEmpty()) {
      return false;
    }
    release(g, rows.get());
    executed = executed.with(rows.get().gtid());
    finish();
    return true;
  }

  private void release(Group g, XaRows rows) throws InterruptedException {
    if (rows.length().isPresent() && rows.length().getAsLong() > g.bytes.orElse(0)) {
      g.bytes = rows.length();
    }
    for (SourceEvent.RowChange row : rows.rows()) {
      tell(g, row);
    }
  }

  /** XA ROLLBACK: of a transaction that is prepared, or of the one in hand. */
  void rollBack(String xid) throws InterruptedException {
    Group g = current("XA ROLLBACK");
    g.xa = Optional.empty();
    prepared.take(xid).ifPresent(rows -> executed = executed.with(rows.gtid()));
    finish();
  }

  /** GTIDs of prepares whose end has not come: not finished, and nothing is missing either. */
  GtidSet prepared() {
    return prepared.gtids();
  }

  /**
   * A statement under this group's GTID changed a table.
   *
   * @param ends false when the group goes on: its GTID is not part of the position yet
   */
  void structure(String statement, Change change, boolean ends) throws InterruptedException {
    Group g = standing(ends);
    sink.event(
        new SourceEvent.SchemaChanged(
            g.gtid,
            statement,
            change.before(),
            change.after(),
            change.fills(),
            g.committedAt,
            position(),
            g.announced.map(DdlIntents::name).orElse(Optional.of(g.gtid.toString())),
            ends,
            List.of()));
  }

  /**
   * What a statement did to one table.
   *
   * @param before its version before; empty for a new table
   * @param after its version after, under another name where it got one; empty for one that is gone
   * @param fills what rows that were there got in new columns
   */
  record Change(
      Optional<TableVersion> before, Optional<TableVersion> after, List<ColumnFill> fills) {}

  /** A statement under this group's GTID removed all documents of a table. */
  void truncated(String statement, TableVersion table, boolean ends) throws InterruptedException {
    Group g = standing(ends);
    sink.event(
        new SourceEvent.Truncated(
            g.gtid, statement, table, g.committedAt, position(), ends, List.of()));
  }

  private Group standing(boolean ends) {
    Group g = current("a statement");
    if (g.told) {
      throw outOfOrder("a statement stands among the rows of " + g.gtid);
    }
    if (ends) {
      complete(g);
    }
    return g;
  }

  /** The group's last event was seen; nothing when {@link #structure} has said so already. */
  void finish() throws InterruptedException {
    if (group.isEmpty()) {
      return;
    }
    Group g = group.get();
    if (g.xa.isPresent()) {
      throw outOfOrder("the XA transaction " + g.xa.get().xid() + " ends in no way that is known");
    }
    complete(g);
    if (g.told) {
      sink.event(new SourceEvent.End(position()));
    } else {
      sink.idle(new SourceEvent.Idle(position(), g.committedAt));
    }
  }

  private void complete(Group g) {
    executed = executed.with(g.gtid);
    last = Optional.of(new LastTransaction(g.gtid, g.committedAt, g.length, server));
    group = Optional.empty();
  }

  private Group current(String what) {
    return group.orElseThrow(() -> outOfOrder(what + " stands under no GTID"));
  }

  private DoppioException outOfOrder(String what) {
    return new DoppioException(
        FailureKind.SOURCE_UNSUPPORTED,
        "the binlog "
            + binlogFile
            + " near "
            + binlogOffset
            + " can't be followed: "
            + what
            + "; set gtid_mode = ON on every server that ever wrote into it, and keep the file for"
            + " a report");
  }
}
