package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import com.github.shyiko.mysql.binlog.event.deserialization.UpdateRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;

/**
 * Updates of which the row after holds only what has changed inside of JSON documents, as written
 * with {@code binlog_row_value_options = PARTIAL_JSON}. The row before is whole, so that the row
 * after is made whole here. Format after MySQL's {@code libbinlogevents/include/rows_event.h}.
 */
final class PartialUpdates extends UpdateRowsEventDataDeserializer {
  private static final int PARTIAL_JSON = 1;

  private final Map<Long, TableMapEventData> tables;
  private Optional<Serializable[]> before = Optional.empty();

  PartialUpdates(Map<Long, TableMapEventData> tables) {
    super(tables);
    this.tables = tables;
    setMayContainExtraInformation(true);
  }

  @Override
  public UpdateRowsEventData deserialize(ByteArrayInputStream in) throws IOException {
    before = Optional.empty();
    return super.deserialize(in);
  }

  /** Called for the row before and the row after in turn. */
  @Override
  protected Serializable[] deserializeRow(long id, BitSet columns, ByteArrayInputStream in)
      throws IOException {
    TableMapEventData table = tables.get(id);
    if (table == null) {
      return BinlogEvents.skip(in);
    }
    if (before.isEmpty()) {
      before = Optional.of(super.deserializeRow(id, columns, in));
      return before.get();
    }
    BitSet json = json(table);
    boolean partial = (in.readPackedInteger() & PARTIAL_JSON) != 0;
    BitSet diffs = partial ? in.readBitSet(json.cardinality(), true) : new BitSet();
    Serializable[] after = super.deserializeRow(id, columns, in);
    int width = table.getColumnTypes().length;
    if (before.get().length == width && after.length == width) {
      complete(before.get(), after, json, diffs);
    }
    before = Optional.empty();
    return after;
  }

  private static BitSet json(TableMapEventData table) {
    BitSet json = new BitSet();
    byte[] types = table.getColumnTypes();
    for (int i = 0; i < types.length; i++) {
      json.set(i, (types[i] & 0xff) == ColumnType.JSON.getCode());
    }
    return json;
  }

  /** Rows that lack columns are left as they are: they are refused later, whatever they hold. */
  private static void complete(
      Serializable[] before, Serializable[] after, BitSet json, BitSet diffs) throws IOException {
    int ordinal = 0;
    for (int i = json.nextSetBit(0); i >= 0; i = json.nextSetBit(i + 1)) {
      if (after[i] instanceof byte[] changes && diffs.get(ordinal)) {
        if (!(before[i] instanceof byte[] old)) {
          throw new IOException("a partial update of a JSON document that is not there");
        }
        after[i] = JsonDiffs.apply(old, changes);
      }
      before[i] = text(before[i]);
      after[i] = text(after[i]);
      ordinal++;
    }
  }

  private static Serializable text(Serializable cell) throws IOException {
    return cell instanceof byte[] binary ? BinlogCells.json(binary) : cell;
  }

  /** JSON stays in its binary form until the row is whole. */
  @Override
  protected Serializable deserializeCell(
      ColumnType type, int meta, int length, ByteArrayInputStream in) throws IOException {
    if (type == ColumnType.JSON) {
      return in.read(in.readInteger(meta));
    }
    return BinlogCells.reads(type)
        ? BinlogCells.read(type, meta, length, in)
        : super.deserializeCell(type, meta, length, in);
  }
}
