package dev.doppio.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** However the server has cut an event, and however its bytes arrive, it reads as one packet. */
final class JoinedPacketsTest {
  private static final int FULL = 0xff_ffff;

  /** Arrives in pieces of any size. */
  private static final class Trickle extends InputStream {
    private final InputStream in;
    private final Random random;

    Trickle(byte[] bytes, Random random) {
      this.in = new ByteArrayInputStream(bytes);
      this.random = random;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int piece = random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 1 + random.nextInt(100_000);
      return in.read(into, offset, Math.min(length, piece));
    }
  }

  private static byte[] event(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** As MySQL's protocol says: one that is full is followed by another, even an empty one. */
  private static byte[] cut(List<byte[]> events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] event : events) {
      int at = 0;
      int length;
      do {
        length = Math.min(FULL, event.length - at);
        out.writeBytes(new byte[] {(byte) length, (byte) (length >> 8), (byte) (length >> 16), 7});
        out.write(event, at, length);
        at += length;
      } while (length == FULL);
    }
    return out.toByteArray();
  }

  @Test
  void eventsOfAnySizeReadAsOnePacketEach() throws Exception {
    long seed = System.nanoTime();
    List<byte[]> events =
        List.of(
            event(1, 1),
            event(FULL, 2),
            event(0, 3),
            event(300, 4),
            event(2 * FULL + 17, 5),
            event(FULL - 1, 6),
            event(5, 7));
    DataInputStream in =
        new DataInputStream(new JoinedPackets(new Trickle(cut(events), new Random(seed))));
    for (byte[] event : events) {
      int length = in.read() | in.read() << 8 | in.read() << 16;
      assertThat(length).as("seed %d", seed).isEqualTo(Math.min(event.length, FULL - 1));
      assertThat(in.read()).isEqualTo(7);
      assertThat(in.readNBytes(event.length)).isEqualTo(event);
    }
    assertThat(in.read()).isEqualTo(-1);
  }

  @Test
  void aStreamThatBreaksOffEnds() throws Exception {
    byte[] bytes = cut(List.of(event(100, 1)));
    InputStream in = new JoinedPackets(new ByteArrayInputStream(bytes, 0, bytes.length - 1));
    assertThat(in.readAllBytes()).hasSize(103);
    assertThat(new JoinedPackets(new ByteArrayInputStream(bytes, 0, 3)).read()).isEqualTo(-1);
  }
}
