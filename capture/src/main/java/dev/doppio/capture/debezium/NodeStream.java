package dev.doppio.capture.debezium;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.GtidEventData;
import com.github.shyiko.mysql.binlog.event.GtidTaggedEventData;
import com.github.shyiko.mysql.binlog.event.MySqlGtid;
import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.event.RotateEventData;
import com.github.shyiko.mysql.binlog.event.TransactionPayloadEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.SourceEvent;
import io.debezium.connector.mysql.MySqlOffsetContext;
import io.debezium.connector.mysql.MySqlPartition;
import io.debezium.connector.mysql.MySqlStreamingChangeEventSource;
import io.debezium.util.Clock;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Debezium's stream, of which we take the connection and the DDL parser with its history; what an
 * event means is decided here. Runs on the client's one thread, which waits when nobody polls. A
 * failure closes the session's door: no event behind it gets through, whatever the client does.
 */
final class NodeStream extends MySqlStreamingChangeEventSource {
  /** Of the event header: a reader that does not know the event may pass over it. */
  private static final int IGNORABLE = 0x80;

  private final Session session;
  private final NodeSources.Parts parts;
  private Optional<Reader> reader = Optional.empty();
  private BinlogEvents events;

  NodeStream(Session session, NodeSources.Parts parts) {
    super(
        parts.config(),
        parts.connections().mainConnection(),
        parts.dispatcher(),
        parts.errors(),
        Clock.system(),
        parts.context(),
        parts.schema(),
        parts.metrics(),
        parts.snapshots(),
        parts.client());
    this.session = session;
    this.parts = parts;
  }

  /** Called while Debezium's constructor runs: our fields are set before the first event. */
  @Override
  protected EventDeserializer createEventDeserializer() {
    events = new BinlogEvents(table -> session.isCaptured(table));
    return events;
  }

  @Override
  public void execute(
      ChangeEventSourceContext context, MySqlPartition partition, MySqlOffsetContext offset)
      throws InterruptedException {
    MySqlOffsetContext start = getOffsetContext();
    GtidSet executed = GtidSet.parse(Optional.ofNullable(start.gtidSet()).orElse(""));
    Reader first = new Reader(executed);
    first.transactions.at(start.getSource().binlogFilename(), start.getSource().binlogPosition());
    session.streamsFrom(first.transactions.position());
    reader = Optional.of(first);
    for (TableName table : session.unheardOf()) {
      if (first.tables.known(table).isEmpty()) {
        tellHistory(partition, start, first.transactions, table);
      }
    }
    getBinaryLogClient().registerLifecycleListener(new Ending());
    super.execute(context, partition, offset);
  }

  @Override
  protected void handleEvent(
      MySqlPartition partition,
      MySqlOffsetContext offset,
      ChangeEventSourceContext context,
      Event event) {
    if (reader.isEmpty()) {
      return;
    }
    session.heard();
    try {
      reader.get().read(partition, offset, event);
    } catch (InterruptedException e) {
      reader = Optional.empty();
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      reader = Optional.empty();
      session.fail(e);
    }
  }

  /**
   * A table of a database that is captured from here on only. It holds no rows, so its structure of
   * today stands for all that the history has missed; where a statement behind this place leads to
   * it, the table maps of before contradict it, and capture stops.
   */
  private void tellHistory(
      MySqlPartition partition,
      MySqlOffsetContext offset,
      Transactions transactions,
      TableName table)
      throws InterruptedException {
    QueryEventData query = new QueryEventData();
    query.setDatabase(table.database());
    query.setSql(session.definitionNow(table));
    offset.setCompletedGtidSet(transactions.reached().toString());
    stampedAt(Instant.EPOCH);
    applyDdl(partition, offset, new Event(new EventHeaderV4(), query));
  }

  private void applyDdl(MySqlPartition partition, MySqlOffsetContext offset, Event event)
      throws InterruptedException {
    super.handleQueryEvent(partition, offset, event);
  }

  private void stampedAt(Instant time) {
    eventTimestamp = time;
  }

  /** The client ends a stream that the server has closed without a word. */
  private final class Ending extends BinaryLogClient.AbstractLifecycleListener {
    @Override
    public void onDisconnect(BinaryLogClient client) {
      session.fail(new IOException("the server has ended the binlog stream"));
    }

    @Override
    public void onEventDeserializationFailure(BinaryLogClient client, Exception e) {
      reader = Optional.empty();
      session.fail(e);
    }
  }

  /** One pass over the binlog from a position. */
  private final class Reader implements Transactions.Sink {
    private final Transactions transactions;
    private final StreamedTables tables;
    private final StreamedStatements statements;
    private String file = "";

    Reader(GtidSet executed) {
      transactions = new Transactions(executed, session.scope(), this);
      tables = new StreamedTables(session, parts.schema(), transactions);
      statements = new StreamedStatements(session, tables, transactions, this::history);
    }

    private Map<TableName, KnownTable> history() {
      return StreamedStatements.captured(
          session,
          parts.schema().tableIds().stream()
              .map(parts.schema()::tableFor)
              .collect(Collectors.toList()));
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

    private void read(MySqlPartition partition, MySqlOffsetContext offset, Event event)
        throws InterruptedException, IOException {
      EventHeaderV4 header = event.getHeader();
      if (header.getNextPosition() > 0) {
        transactions.at(file, header.getNextPosition());
      }
      switch (header.getEventType()) {
        case ROTATE -> rotate(offset, data(event));
        case GTID, GTID_TAGGED -> group(offset, data(event), header);
        case QUERY -> statement(partition, offset, event);
        case TABLE_MAP -> tables.map(data(event));
        case WRITE_ROWS, EXT_WRITE_ROWS -> tables.inserted(this.<WriteRowsEventData>data(event));
        case UPDATE_ROWS, EXT_UPDATE_ROWS -> tables.updated(this.<UpdateRowsEventData>data(event));
        case DELETE_ROWS, EXT_DELETE_ROWS -> tables.deleted(this.<DeleteRowsEventData>data(event));
        case XID, XA_PREPARE -> transactions.finish();
        case TRANSACTION_PAYLOAD ->
            Payload.unpack(
                this.<TransactionPayloadEventData>data(event),
                events.inside(),
                inner -> read(partition, offset, inner));
        case HEARTBEAT, HEARTBEAT_V2, FORMAT_DESCRIPTION, PREVIOUS_GTIDS, STOP -> {}
        case ROWS_QUERY, IGNORABLE, VIEW_CHANGE, TRANSACTION_CONTEXT -> {}
        case INTVAR, RAND, USER_VAR -> {}
        default -> unknown(header);
      }
    }

    @SuppressWarnings("unchecked")
    private <T extends EventData> T data(Event event) {
      EventData data = event.getData();
      return (T)
          (data instanceof EventDeserializer.EventDataWrapper wrapper
              ? wrapper.getInternal()
              : data);
    }

    private void rotate(MySqlOffsetContext offset, RotateEventData next) {
      file = next.getBinlogFilename();
      offset.setBinlogStartPoint(file, next.getBinlogPosition());
      transactions.at(file, next.getBinlogPosition());
      tables.forget();
    }

    private void group(MySqlOffsetContext offset, EventData data, EventHeaderV4 header)
        throws InterruptedException {
      boolean tagged = data instanceof GtidTaggedEventData;
      MySqlGtid gtid =
          tagged
              ? ((GtidTaggedEventData) data).getMySqlGtid()
              : ((GtidEventData) data).getMySqlGtid();
      long micros =
          tagged
              ? ((GtidTaggedEventData) data).getOriginalCommitTimestamp()
              : ((GtidEventData) data).getOriginalCommitTimestamp();
      long length =
          tagged
              ? ((GtidTaggedEventData) data).getTransactionLength()
              : ((GtidEventData) data).getTransactionLength();
      Instant committedAt =
          micros == 0
              ? Instant.ofEpochMilli(header.getTimestamp())
              : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
      tables.inXa(false);
      stampedAt(committedAt);
      transactions.gtid(
          Gtid.parse(gtid.toString()),
          committedAt,
          length == 0 ? OptionalLong.empty() : OptionalLong.of(length));
    }

    private void statement(MySqlPartition partition, MySqlOffsetContext offset, Event event)
        throws InterruptedException {
      QueryEventData query = data(event);
      statements.query(
          query.getSql(),
          Optional.ofNullable(query.getDatabase()).orElse(""),
          () -> {
            offset.setCompletedGtidSet(transactions.reached().toString());
            applyDdl(partition, offset, event);
          });
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
}
