package dev.doppio.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A compressed transaction goes out event by event while it comes in. */
final class PayloadTest {
  private static final int QUERY = 2;
  private static final int PAYLOAD = 40;
  private static final int HEAD = 19;

  private final List<String> taken = new ArrayList<>();
  private final List<Integer> readSoFar = new ArrayList<>();
  private long unpacked;
  private int wanted = Integer.MAX_VALUE;

  /** Counts what was asked for. */
  private static final class Counted extends InputStream {
    private final InputStream in;
    private int count;

    Counted(byte[] bytes) {
      this.in = new java.io.ByteArrayInputStream(bytes);
    }

    @Override
    public int read() throws java.io.IOException {
      count++;
      return in.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws java.io.IOException {
      int read = in.read(into, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }

  private static byte[] event(int type, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[4]);
    out.write(type);
    out.writeBytes(StoredJson.number(1, 4));
    out.writeBytes(StoredJson.number(HEAD + body.length, 4));
    out.writeBytes(new byte[6]);
    out.writeBytes(body);
    return out.toByteArray();
  }

  private static byte[] statement(String sql) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[14]);
    out.writeBytes(sql.getBytes(StandardCharsets.ISO_8859_1));
    return event(QUERY, out.toByteArray());
  }

  private static byte[] field(int number, long value) {
    byte[] length = StoredJson.join(new byte[] {(byte) 0xfe}, StoredJson.number(value, 8));
    return StoredJson.join(new byte[] {(byte) number, (byte) length.length}, length);
  }

  private static byte[] payload(int compression, byte[] packed, long uncompressed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {77, 2, 1, 2});
    out.writeBytes(new byte[] {2, compression == 255 ? (byte) 3 : (byte) 1});
    out.writeBytes(
        compression == 255
            ? new byte[] {(byte) 0xfc, (byte) 0xff, 0}
            : new byte[] {(byte) compression});
    out.writeBytes(field(3, uncompressed));
    out.writeBytes(field(1, packed.length));
    out.write(0);
    out.writeBytes(packed);
    return event(PAYLOAD, out.toByteArray());
  }

  private Event read(Counted in) throws Exception {
    BinlogEvents events = new BinlogEvents(table -> true);
    events.unpackTo(
        new Payload.Taker() {
          @Override
          public void unpacked(long bytes) {
            unpacked = bytes;
          }

          @Override
          public void take(Event event) {
            LoggedStatement statement = event.getData();
            taken.add(new String(statement.text(), StandardCharsets.ISO_8859_1));
            readSoFar.add(in.count);
          }

          @Override
          public boolean takes() {
            return taken.size() < wanted;
          }
        });
    ByteArrayInputStream stream = new ByteArrayInputStream(in);
    Event whole = events.nextEvent(stream);
    assertThat(stream.peek()).as("what stands behind the event").isEqualTo(-1);
    return whole;
  }

  /** Text that does not get smaller. */
  private static String noise(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] statements(List<String> sql) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    sql.forEach(each -> out.writeBytes(statement(each)));
    return out.toByteArray();
  }

  @Test
  void eventsGoOutWhileTheTransactionIsStillOnItsWay() throws Exception {
    List<String> sql = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sql.add(noise(100_000, i));
    }
    byte[] plain = statements(sql);
    Counted in = new Counted(payload(0, Zstd.compress(plain, 3), plain.length));
    read(in);
    assertThat(taken).isEqualTo(sql);
    assertThat(unpacked).isEqualTo(plain.length);
    int share = plain.length / sql.size();
    for (int i = 0; i < sql.size(); i++) {
      assertThat(readSoFar.get(i))
          .as("bytes that were read when event %d of %d went out", i, sql.size())
          .isBetween(i * share / 2, (i + 1) * share + 600_000);
    }
  }

  @Test
  void aSmallTransactionAndOneThatIsNotCompressedAfterAllReadTheSame() throws Exception {
    byte[] plain = statements(List.of("one", "two"));
    read(new Counted(payload(255, plain, plain.length)));
    assertThat(taken).containsExactly("one", "two");
    taken.clear();
    read(new Counted(payload(0, Zstd.compress(plain, 3), plain.length)));
    assertThat(taken).containsExactly("one", "two");
  }

  @Test
  void whoWantsNoMoreGetsNoMoreAndWhatComesBehindIsReadAllTheSame() throws Exception {
    wanted = 1;
    byte[] plain = statements(List.of("one", noise(500_000, 1), "three"));
    read(new Counted(payload(0, Zstd.compress(plain, 3), plain.length)));
    assertThat(taken).containsExactly("one");
  }

  @Test
  void aTransactionThatIsCutOrCompressedInAnUnknownWayIsAnError() {
    byte[] plain = statements(List.of("one", noise(500_000, 1)));
    byte[] packed = Zstd.compress(plain, 3);
    byte[] cut = java.util.Arrays.copyOf(packed, packed.length - 9);
    assertThatThrownBy(() -> read(new Counted(payload(0, cut, plain.length))))
        .isInstanceOf(java.io.IOException.class);
    assertThatThrownBy(() -> read(new Counted(payload(9, packed, plain.length))))
        .isInstanceOf(java.io.IOException.class);
  }
}
