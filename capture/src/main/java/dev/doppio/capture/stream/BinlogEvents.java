package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import com.github.shyiko.mysql.binlog.event.deserialization.DeleteRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.NullEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.UpdateRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.WriteRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.doppio.schemas.document.TableName;
import java.io.IOException;
import java.io.Serializable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Events of the binlog, rows of captured tables with their cells as {@link BinlogCells} reads them.
 * Rows of other tables are not read: they cost nothing and can't fail.
 */
public final class BinlogEvents extends EventDeserializer {
  private static final Serializable[] NOT_READ = {};

  private final Map<Long, TableMapEventData> tables;
  private final Payload payload;

  /**
   * @param captured asked when a table map is seen
   */
  public BinlogEvents(Predicate<TableName> captured) {
    this(new Tables(captured), true);
  }

  /** Events out of a compressed transaction share the table maps of the stream around it. */
  private BinlogEvents(Tables tables, boolean outside) {
    this.tables = tables;
    this.payload = new Payload(outside ? new BinlogEvents(tables, false) : this);
    setEventDataDeserializer(EventType.WRITE_ROWS, new Writes(tables));
    setEventDataDeserializer(EventType.UPDATE_ROWS, new Updates(tables));
    setEventDataDeserializer(EventType.DELETE_ROWS, new Deletes(tables));
    setEventDataDeserializer(EventType.EXT_WRITE_ROWS, extended(new Writes(tables)));
    setEventDataDeserializer(EventType.EXT_UPDATE_ROWS, extended(new Updates(tables)));
    setEventDataDeserializer(EventType.EXT_DELETE_ROWS, extended(new Deletes(tables)));
    setEventDataDeserializer(EventType.PARTIAL_UPDATE_ROWS_EVENT, new PartialUpdates(tables));
    setEventDataDeserializer(EventType.QUERY, StatementReader.ofQuery());
    setEventDataDeserializer(EventType.EXECUTE_LOAD_QUERY, StatementReader.ofLoad());
    setEventDataDeserializer(EventType.ROWS_QUERY, new NullEventDataDeserializer());
    setEventDataDeserializer(EventType.TRANSACTION_PAYLOAD, payload);
  }

  private static WriteRowsEventDataDeserializer extended(Writes rows) {
    return rows.setMayContainExtraInformation(true);
  }

  private static UpdateRowsEventDataDeserializer extended(Updates rows) {
    return rows.setMayContainExtraInformation(true);
  }

  private static DeleteRowsEventDataDeserializer extended(Deletes rows) {
    return rows.setMayContainExtraInformation(true);
  }

  @Override
  public Event nextEvent(ByteArrayInputStream in) throws IOException {
    Event event = super.nextEvent(in);
    if (event != null && event.getHeader().getEventType() == EventType.TABLE_MAP) {
      TableMapEventData table = event.getData();
      tables.put(table.getTableId(), table);
    } else if (event != null && event.getHeader().getEventType() == EventType.ROTATE) {
      tables.clear();
    }
    return event;
  }

  /** Where events out of compressed transactions go; the others are returned. */
  void unpackTo(Payload.Taker taker) {
    payload.to(taker);
  }

  /** Table maps of the current binlog file; others than captured ones leave no trace here. */
  private static final class Tables extends HashMap<Long, TableMapEventData> {
    private static final long serialVersionUID = 1;
    private final transient Predicate<TableName> captured;

    Tables(Predicate<TableName> captured) {
      this.captured = captured;
    }

    @Override
    public TableMapEventData put(Long id, TableMapEventData table) {
      return captured.test(new TableName(table.getDatabase(), table.getTable()))
          ? super.put(id, table)
          : remove(id);
    }
  }

  /** Passes over the rest of an event. */
  static Serializable[] skip(ByteArrayInputStream in) throws IOException {
    while (in.available() > 0) {
      in.skip(in.available());
    }
    return NOT_READ;
  }

  private static final class Writes extends WriteRowsEventDataDeserializer {
    private final Map<Long, TableMapEventData> tables;

    Writes(Map<Long, TableMapEventData> tables) {
      super(tables);
      this.tables = tables;
    }

    @Override
    protected Serializable[] deserializeRow(long table, BitSet columns, ByteArrayInputStream in)
        throws IOException {
      return tables.containsKey(table) ? super.deserializeRow(table, columns, in) : skip(in);
    }

    @Override
    protected Serializable deserializeCell(
        ColumnType type, int meta, int length, ByteArrayInputStream in) throws IOException {
      return BinlogCells.reads(type)
          ? BinlogCells.read(type, meta, length, in)
          : super.deserializeCell(type, meta, length, in);
    }
  }

  private static final class Updates extends UpdateRowsEventDataDeserializer {
    private final Map<Long, TableMapEventData> tables;

    Updates(Map<Long, TableMapEventData> tables) {
      super(tables);
      this.tables = tables;
    }

    @Override
    protected Serializable[] deserializeRow(long table, BitSet columns, ByteArrayInputStream in)
        throws IOException {
      return tables.containsKey(table) ? super.deserializeRow(table, columns, in) : skip(in);
    }

    @Override
    protected Serializable deserializeCell(
        ColumnType type, int meta, int length, ByteArrayInputStream in) throws IOException {
      return BinlogCells.reads(type)
          ? BinlogCells.read(type, meta, length, in)
          : super.deserializeCell(type, meta, length, in);
    }
  }

  private static final class Deletes extends DeleteRowsEventDataDeserializer {
    private final Map<Long, TableMapEventData> tables;

    Deletes(Map<Long, TableMapEventData> tables) {
      super(tables);
      this.tables = tables;
    }

    @Override
    protected Serializable[] deserializeRow(long table, BitSet columns, ByteArrayInputStream in)
        throws IOException {
      return tables.containsKey(table) ? super.deserializeRow(table, columns, in) : skip(in);
    }

    @Override
    protected Serializable deserializeCell(
        ColumnType type, int meta, int length, ByteArrayInputStream in) throws IOException {
      return BinlogCells.reads(type)
          ? BinlogCells.read(type, meta, length, in)
          : super.deserializeCell(type, meta, length, in);
    }
  }
}
