package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.MySqlGtid;
import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.event.RotateEventData;
import com.github.shyiko.mysql.binlog.event.TransactionPayloadEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** One pass over the binlog from a position, of which the session hears. One thread. */
public final class BinlogReader implements Transactions.Sink {
  /** Of the event header: a reader that does not know the event may pass over it. */
  private static final int IGNORABLE = 0x80;

  private final Session session;
  private final BinlogEvents events;
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
   * @param events reads what is in a compressed transaction
   */
  public BinlogReader(Session session, SourcePosition start, BinlogEvents events) {
    Structures structures = new Structures(session);
    this.session = session;
    this.events = events;
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
   * @throws IOException when a compressed transaction can't be unpacked
   * @throws DoppioException SOURCE_UNSUPPORTED when the event can't be followed
   */
  public void read(Event event) throws InterruptedException, IOException {
    EventHeaderV4 header = event.getHeader();
    if (header.getNextPosition() > 0) {
      transactions.at(file, header.getNextPosition());
    }
    switch (header.getEventType()) {
      case ROTATE -> rotate(data(event));
      case GTID, GTID_TAGGED -> group(data(event), header);
      case QUERY -> statement(data(event));
      case TABLE_MAP -> tables.map(data(event));
      case WRITE_ROWS, EXT_WRITE_ROWS ->
          tables.inserted(BinlogReader.<WriteRowsEventData>data(event));
      case UPDATE_ROWS, EXT_UPDATE_ROWS ->
          tables.updated(BinlogReader.<UpdateRowsEventData>data(event));
      case DELETE_ROWS, EXT_DELETE_ROWS ->
          tables.deleted(BinlogReader.<DeleteRowsEventData>data(event));
      case XID, XA_PREPARE -> transactions.finish();
      case TRANSACTION_PAYLOAD ->
          Payload.unpack(
              BinlogReader.<TransactionPayloadEventData>data(event), events.inside(), this::read);
      case HEARTBEAT, HEARTBEAT_V2, FORMAT_DESCRIPTION, PREVIOUS_GTIDS, STOP -> {}
      case ROWS_QUERY, IGNORABLE, VIEW_CHANGE, TRANSACTION_CONTEXT -> {}
      case INTVAR, RAND, USER_VAR -> {}
      default -> unknown(header);
    }
  }

  @SuppressWarnings("unchecked")
  static <T extends EventData> T data(Event event) {
    EventData data = event.getData();
    return (T)
        (data instanceof EventDeserializer.EventDataWrapper wrapper ? wrapper.getInternal() : data);
  }

  private void rotate(RotateEventData next) {
    file = next.getBinlogFilename();
    transactions.at(file, next.getBinlogPosition());
    tables.forget();
  }

  private void group(EventData data, EventHeaderV4 header) throws InterruptedException {
    GroupHead head = GroupHead.of(data, header);
    tables.inXa(false);
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

  private void statement(QueryEventData query) throws InterruptedException {
    String database = Optional.ofNullable(query.getDatabase()).orElse("");
    statements.query(query.getSql(), database, query.getThreadId());
  }

  private void unknown(EventHeaderV4 header) {
    if ((header.getFlags() & IGNORABLE) == 0) {
      throw new DoppioException(
          FailureKind.SOURCE_UNSUPPORTED,
          "storage node "
              + session.config().node()
              + ", binlog "
              + file
              + " at "
              + header.getPosition()
              + ": an event of type "
              + header.getEventType()
              + " can't be followed ("
              + transactions.gtid().map(Object::toString).orElse("no GTID")
              + "); partial JSON updates need binlog_row_value_options = '', an incident a new"
              + " snapshot in a new log");
    }
  }
}
