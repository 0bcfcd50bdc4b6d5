package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.MySqlGtid;
import com.github.shyiko.mysql.binlog.event.RotateEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.XAPrepareEventData;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** One pass over the binlog from a position, of which the session hears. One thread. */
public final class BinlogReader implements Transactions.Sink {
  /** Of the event header: a reader that does not know the event may pass over it. */
  private static final int IGNORABLE = 0x80;

  /** Of the event header: the statement made use of what only its session has. */
  private static final int OF_ITS_THREAD = 0x04;

  private final Session session;
  private final Transactions transactions;
  private final StreamedTables tables;
  private final StreamedStatements statements;
  private String file = "";
  private UUID server = new UUID(0, 0);
  private String tag = "";
  private String source = "";

  /**
   * @param session takes what is read
   * @param start where the pass begins
   */
  public BinlogReader(Session session, SourcePosition start) {
    Structures structures = new Structures(session);
    this.session = session;
    this.transactions = new Transactions(start, session.scope(), session.serverUuid(), this);
    this.tables = new StreamedTables(session, structures, transactions);
    this.statements = new StreamedStatements(session, tables, transactions, structures);
  }

  /** Where the reader stands, for display. */
  public void at(String binlogFile, long offset) {
    transactions.at(binlogFile, offset);
  }

  /** Everything finished so far. */
  public SourcePosition position() {
    return transactions.position();
  }

  @Override
  public void event(SourceEvent event) throws InterruptedException {
    int size = event instanceof SourceEvent.RowChange row ? RowSize.of(row) : 0;
    session.put(event, size);
  }

  @Override
  public void idle(SourceEvent.Idle idle) {
    session.handOver().advance(idle);
  }

  /**
   * The next event.
   *
   * @throws InterruptedException when nobody takes events any more
   * @throws DoppioException SOURCE_UNSUPPORTED when the event can't be followed
   */
  public void read(Event event) throws InterruptedException {
    EventHeaderV4 header = event.getHeader();
    if (header.getNextPosition() > 0) {
      transactions.at(file, header.getNextPosition());
    }
    readInside(event);
  }

  /** A compressed transaction begins, of so many bytes when it is not. */
  void unpacked(long bytes) {
    transactions.unpacked(bytes);
  }

  /** The next event out of a compressed transaction, whose place is that of the whole. */
  void readInside(Event event) throws InterruptedException {
    EventHeaderV4 header = event.getHeader();
    switch (header.getEventType()) {
      case ROTATE -> rotate(event.getData());
      case GTID, GTID_TAGGED -> group(event.getData(), header);
      case QUERY, EXECUTE_LOAD_QUERY -> statement(event.getData(), header);
      case TABLE_MAP -> tables.map(event.getData());
      case WRITE_ROWS, EXT_WRITE_ROWS -> tables.inserted(event.<WriteRowsEventData>getData());
      case UPDATE_ROWS, EXT_UPDATE_ROWS, PARTIAL_UPDATE_ROWS_EVENT ->
          tables.updated(event.<UpdateRowsEventData>getData());
      case DELETE_ROWS, EXT_DELETE_ROWS -> tables.deleted(event.<DeleteRowsEventData>getData());
      case XID -> transactions.finish();
      case XA_PREPARE -> prepared(event.getData());
      case INCIDENT -> incident();
      case TRANSACTION_PAYLOAD -> {} // its events have been read already
      case HEARTBEAT, HEARTBEAT_V2, FORMAT_DESCRIPTION, PREVIOUS_GTIDS, STOP -> {}
      case ROWS_QUERY, IGNORABLE, VIEW_CHANGE, TRANSACTION_CONTEXT -> {}
      case INTVAR, RAND, USER_VAR, BEGIN_LOAD_QUERY, APPEND_BLOCK, DELETE_FILE -> {}
      default -> unknown(header);
    }
  }

  private void rotate(RotateEventData next) {
    file = next.getBinlogFilename();
    transactions.at(file, next.getBinlogPosition());
    tables.forget();
  }

  private void group(EventData data, EventHeaderV4 header) throws InterruptedException {
    GroupHead head = GroupHead.of(data, header);
    transactions.gtid(gtid(head.gtid()), head.committedAt(), head.bytes());
  }

  /** Most transactions come from the server of the one before. */
  private Gtid gtid(MySqlGtid next) {
    String tag = Optional.ofNullable(next.getTag()).orElse("");
    if (!next.getServerId().equals(server) || !tag.equals(this.tag)) {
      server = next.getServerId();
      this.tag = tag;
      source = tag.isEmpty() ? server.toString() : server + ":" + tag;
    }
    return new Gtid(source, next.getTransactionId());
  }

  private void statement(LoggedStatement logged, EventHeaderV4 header) throws InterruptedException {
    if (logged.begins()) {
      transactions.opened();
      return;
    }
    boolean temporary = (header.getFlags() & OF_ITS_THREAD) != 0;
    statements.query(logged, text(logged), temporary);
    session.prepared(transactions.prepared());
  }

  /** In the charset of the client that sent it; what is none of that reads as well as it can. */
  private String text(LoggedStatement logged) {
    try {
      return session.text(logged.text(), logged.collation());
    } catch (IllegalArgumentException e) {
      return new String(logged.text(), StandardCharsets.UTF_8);
    }
  }

  private void prepared(XAPrepareEventData data) throws InterruptedException {
    if (data.isOnePhase()) {
      transactions.commitOnePhase();
    } else {
      transactions.prepare();
    }
    session.prepared(transactions.prepared());
  }

  private void incident() {
    if (!session.accepts(transactions.gtid())) {
      throw refused(
          "the server says that changes are missing in its binlog, of tables without transactions"
              + " (MyISAM) as a rule. Raise max_binlog_stmt_cache_size or convert them to InnoDB."
              + " If no captured table lacks anything, or it was brought to every replica by hand,"
              + " name the GTID under capture.override.statements; else start over with a new"
              + " snapshot in a new log");
    }
  }

  private void unknown(EventHeaderV4 header) {
    if (header.getEventType() == EventType.ANONYMOUS_GTID) {
      throw refused(
          "a transaction without GTID: SET PERSIST gtid_mode = ON on every server that writes into"
              + " it, then start over with a new snapshot in a new log");
    }
    if ((header.getFlags() & IGNORABLE) == 0) {
      throw refused(
          "an event of type "
              + header.getEventType()
              + " can't be followed. Point the sidecar to a MySQL server that Doppio supports, and"
              + " start over with a new snapshot in a new log; please report it");
    }
  }

  /** What the library, or a reader of ours under it, could not read. */
  DoppioException unreadable(Exception cause) {
    return new DoppioException(
        FailureKind.SOURCE_UNSUPPORTED,
        where()
            + "an event can't be read ("
            + cause.getMessage()
            + "). Let mysqlbinlog --verify-binlog-checksum read the file; if it is sound please"
            + " report it; if not, point the sidecar to another server, or start over with a new"
            + " snapshot in a new log",
        cause);
  }

  private DoppioException refused(String what) {
    return new DoppioException(FailureKind.SOURCE_UNSUPPORTED, where() + what);
  }

  private String where() {
    SourcePosition at = transactions.position();
    return "storage node "
        + session.config().node()
        + ", binlog "
        + at.binlogFile()
        + " near "
        + at.binlogOffset()
        + ", "
        + transactions.gtid().map(Object::toString).orElse("no GTID")
        + ": ";
  }
}
