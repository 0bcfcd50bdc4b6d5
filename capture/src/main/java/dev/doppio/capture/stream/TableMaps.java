package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.TableMapEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads table maps. The server writes one into every transaction, with the names of all columns;
 * one whose bytes are those of the last under its number is not taken apart again. One thread.
 */
final class TableMaps implements EventDataDeserializer<TableMapEventData> {
  private static final int NUMBER_BYTES = 6;

  private final TableMapEventDataDeserializer library = new TableMapEventDataDeserializer();
  private final Map<Long, Read> last = new HashMap<>();

  private record Read(byte[] bytes, TableMapEventData table) {}

  @Override
  public TableMapEventData deserialize(ByteArrayInputStream in) throws IOException {
    byte[] bytes = in.read(in.available());
    long number = new ByteArrayInputStream(bytes).readLong(NUMBER_BYTES);
    Read known = last.get(number);
    if (known == null || !Arrays.equals(known.bytes(), bytes)) {
      known = new Read(bytes, library.deserialize(new ByteArrayInputStream(bytes)));
      last.put(number, known);
    }
    return known.table();
  }

  /** Numbers are given anew in each binlog file. */
  void forget() {
    last.clear();
  }
}
