package dev.doppio.capture.stream;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.TransactionPayloadEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;

/**
 * A compressed transaction. It is unpacked on its way in, and its events go out one by one before
 * the event that holds them has ended: memory holds one of them, and the window of the compression.
 * Format after MySQL's {@code libbinlogevents/include/codecs/binary.h}.
 */
final class Payload implements EventDataDeserializer<TransactionPayloadEventData> {
  private static final int END = 0;
  private static final int SIZE = 1;
  private static final int COMPRESSION = 2;
  private static final int UNCOMPRESSED_SIZE = 3;
  private static final int ZSTD = 0;
  private static final int NONE = 255;

  /** What is no larger than this, on both sides, is unpacked at once. */
  private static final int BUFFER_BYTES = 1 << 16;

  private final BinlogEvents events;
  private Taker taker = new Nobody();

  /** Takes events out of compressed transactions, in order. */
  interface Taker {
    /** A compressed transaction begins, of so many bytes when it is unpacked. */
    void unpacked(long bytes);

    void take(Event event);

    /** False when no more events are wanted. */
    boolean takes();
  }

  /** Before anybody listens. */
  private static final class Nobody implements Taker {
    @Override
    public void unpacked(long bytes) {}

    @Override
    public void take(Event event) {}

    @Override
    public boolean takes() {
      return false;
    }
  }

  /**
   * @param events reads what is inside
   */
  Payload(BinlogEvents events) {
    this.events = events;
  }

  void to(Taker next) {
    taker = next;
  }

  /** What it returns holds nothing: the events have gone out. */
  @Override
  public TransactionPayloadEventData deserialize(ByteArrayInputStream in) throws IOException {
    long size = 0;
    long uncompressed = 0;
    int compression = NONE;
    for (int field = in.readPackedInteger(); field != END; field = in.readPackedInteger()) {
      int length = in.readPackedInteger();
      switch (field) {
        case SIZE -> size = in.readPackedLong();
        case COMPRESSION -> compression = in.readPackedInteger();
        case UNCOMPRESSED_SIZE -> uncompressed = in.readPackedLong();
        default -> in.read(length);
      }
    }
    taker.unpacked(uncompressed == 0 ? size : uncompressed);
    boolean small = compression == ZSTD && size <= BUFFER_BYTES && uncompressed <= BUFFER_BYTES;
    unpack(
        small && uncompressed > 0
            ? new java.io.ByteArrayInputStream(
                Zstd.decompress(in.read((int) size), (int) uncompressed))
            : plain(new Packed(in, size), compression));
    TransactionPayloadEventData data = new TransactionPayloadEventData();
    data.setUncompressedEvents(new ArrayList<>());
    return data;
  }

  private static InputStream plain(InputStream packed, int compression) throws IOException {
    return switch (compression) {
      case ZSTD ->
          new BufferedInputStream(
              new ZstdInputStream(packed, RecyclingBufferPool.INSTANCE), BUFFER_BYTES);
      case NONE -> packed;
      default -> throw new IOException("a transaction that is compressed in way " + compression);
    };
  }

  private void unpack(InputStream plain) throws IOException {
    try (plain) {
      ByteArrayInputStream in = new ByteArrayInputStream(plain);
      while (taker.takes()) {
        Event event = events.nextEvent(in);
        if (event == null) {
          return;
        }
        taker.take(event);
      }
    }
  }

  /** The compressed bytes, and no more. Whoever closes it leaves the connection open. */
  private static final class Packed extends InputStream {
    private final ByteArrayInputStream in;
    private long left;

    Packed(ByteArrayInputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int wanted = (int) Math.min(left, length);
      int read = left == 0 ? -1 : in.read(into, offset, wanted);
      left -= Math.max(0, read);
      return read;
    }
  }
}
