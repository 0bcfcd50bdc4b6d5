package dev.doppio.simulation.judge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A record of the log as a stranger reads it, by the published layout of its headers.
 *
 * @param p header p
 * @param b header b, where there is one
 * @param e header e, where there is one
 * @param key may be empty
 * @param value may be empty
 */
public record Bytes(byte[] p, Optional<byte[]> b, Optional<byte[]> e, byte[] key, byte[] value) {
  private static final int B = 1;
  private static final int E = 2;
  private static final int LAST_SEGMENT = 4;

  Place place() {
    return new Place(ByteBuffer.wrap(p).getInt(1), ByteBuffer.wrap(p).getLong(5));
  }

  int ordinal() {
    return ByteBuffer.wrap(p).getInt(13);
  }

  long transactions() {
    return ByteBuffer.wrap(p).getLong(17);
  }

  boolean begin() {
    return (flags() & B) != 0;
  }

  boolean end() {
    return (flags() & E) != 0;
  }

  boolean lastSegment() {
    return (flags() & LAST_SEGMENT) != 0;
  }

  /** 0 transaction, 1 opening, 2 heartbeat, 3 schema change, 4 mark, 5 snapshot. */
  int kind() {
    return flags() >> 4 & 0xF;
  }

  boolean isData() {
    return kind() == 0 || kind() == 5;
  }

  private int flags() {
    return ByteBuffer.wrap(p).getShort(25);
  }

  int segment() {
    return ByteBuffer.wrap(p).getInt(27);
  }

  boolean carriesRow() {
    return isData() && key.length + value.length > 0;
  }

  String log() {
    ByteBuffer in = ByteBuffer.wrap(b.orElseThrow(), 1, 16);
    return new UUID(in.getLong(), in.getLong()).toString();
  }

  /** The storage node that wrote the run. */
  String node() {
    return text(1);
  }

  /** Empty text on runs that are no source transaction. */
  String gtid() {
    return text(2);
  }

  private String text(int number) {
    ByteBuffer in = ByteBuffer.wrap(b.orElseThrow());
    in.position(17);
    for (int i = 0; i < number; i++) {
      in.position(in.position() + 2 + in.getShort(in.position()));
    }
    byte[] bytes = new byte[in.getShort()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  int rows() {
    return ByteBuffer.wrap(e.orElseThrow()).getInt(1);
  }

  int checksum() {
    return ByteBuffer.wrap(e.orElseThrow()).getInt(5);
  }

  /** What the run's checksum is over, in this order. */
  List<byte[]> covered() {
    return List.of(p, b.orElseGet(() -> new byte[0]), length(key), key, length(value), value);
  }

  private static byte[] length(byte[] bytes) {
    return ByteBuffer.allocate(4).putInt(bytes.length).array();
  }

  /** And this after the last record. */
  byte[] endWithoutChecksum() {
    return ByteBuffer.wrap(e.orElseThrow().clone()).putInt(5, 0).array();
  }
}
