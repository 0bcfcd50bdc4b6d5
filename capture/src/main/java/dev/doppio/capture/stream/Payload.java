package dev.doppio.capture.stream;

import com.github.luben.zstd.ZstdInputStream;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.TransactionPayloadEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;

/**
 * A compressed transaction. Its bytes are kept compressed and unpacked one event at a time, so that
 * memory holds the compressed size (at most MySQL's max_allowed_packet) and one event.
 */
final class Payload implements EventDataDeserializer<TransactionPayloadEventData> {
  private static final int END = 0;
  private static final int SIZE = 1;
  private static final int COMPRESSION = 2;
  private static final int ZSTD = 0;

  @Override
  public TransactionPayloadEventData deserialize(ByteArrayInputStream in) throws IOException {
    TransactionPayloadEventData data = new TransactionPayloadEventData();
    data.setUncompressedEvents(new ArrayList<>());
    for (int field = in.readPackedInteger(); field != END; field = in.readPackedInteger()) {
      int length = in.readPackedInteger();
      switch (field) {
        case SIZE -> data.setPayloadSize(in.readPackedInteger());
        case COMPRESSION -> data.setCompressionType(in.readPackedInteger());
        default -> in.skip(length);
      }
    }
    data.setPayload(in.read(data.getPayloadSize()));
    return data;
  }

  /** Takes an event out of a compressed transaction. */
  interface Taker {
    void take(Event event) throws IOException, InterruptedException;
  }

  static void unpack(TransactionPayloadEventData data, BinlogEvents events, Taker taker)
      throws IOException, InterruptedException {
    InputStream packed = new java.io.ByteArrayInputStream(data.getPayload());
    try (InputStream plain =
        data.getCompressionType() == ZSTD ? new ZstdInputStream(packed) : packed) {
      ByteArrayInputStream in = new ByteArrayInputStream(plain);
      for (Event event = events.nextEvent(in); event != null; event = events.nextEvent(in)) {
        taker.take(event);
      }
    }
  }
}
