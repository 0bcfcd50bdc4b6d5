package dev.doppio.schemas.log;

import dev.doppio.schemas.gtid.Gtid;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Header {@code b}, on the first record of every run: where the run comes from.
 *
 * <pre>
 * byte 0 version (1); 16 bytes log id; datacenter, node, GTID text (empty for none), each as 2 bytes
 * of length and UTF-8; 8 bytes node transaction number. Big-endian.
 * </pre>
 *
 * @param log identity of the log; on every run and not only in the opening, because retention
 *     deletes openings and mirrors copy from the middle
 * @param origin datacenter and storage node
 * @param gtid the source transaction; empty on control runs and snapshot runs
 * @param nodeTransaction the node's own dense number of the source transaction, from 1; on other
 *     runs the number of the last one before it
 */
public record BeginHeader(LogId log, Origin origin, Optional<Gtid> gtid, long nodeTransaction) {
  /** Name of the Kafka header. */
  public static final String HEADER = "b";

  private static final byte VERSION = 1;
  private static final int MAX_TEXT_BYTES = 0xFFFF;

  public BeginHeader {
    Objects.requireNonNull(log);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(gtid);
    if (nodeTransaction < 0) {
      throw new IllegalArgumentException("negative node transaction number of " + origin);
    }
  }

  /** The header's bytes. */
  public byte[] encode() {
    byte[] datacenter = origin.datacenter().getBytes(StandardCharsets.UTF_8);
    byte[] node = origin.node().getBytes(StandardCharsets.UTF_8);
    byte[] id = gtid.map(Gtid::toString).orElse("").getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(1 + 16 + 6 + datacenter.length + node.length + id.length + 8);
    UUID id128 = log.value();
    out.put(VERSION);
    out.putLong(id128.getMostSignificantBits()).putLong(id128.getLeastSignificantBits());
    for (byte[] text : new byte[][] {datacenter, node, id}) {
      if (text.length > MAX_TEXT_BYTES) {
        throw new IllegalArgumentException("a name of " + text.length + " bytes in header b");
      }
      out.putShort((short) text.length).put(text);
    }
    return out.putLong(nodeTransaction).array();
  }

  /**
   * Reads the header. Only the bytes that {@link #encode} gives are read, not all that mean the
   * same: the run's checksum is over bytes.
   *
   * @throws IllegalArgumentException on an unknown version or any other bytes
   */
  public static BeginHeader decode(byte[] header) {
    ByteBuffer in = ByteBuffer.wrap(header);
    if (header.length < 1 || in.get() != VERSION) {
      throw new IllegalArgumentException(
          "header b has an unknown version; upgrade the readers first");
    }
    try {
      BeginHeader begin = decode(in);
      if (Arrays.equals(begin.encode(), header)) {
        return begin;
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("header b ends early", e);
    }
    throw new IllegalArgumentException("header b has bytes that no writer gives it");
  }

  private static BeginHeader decode(ByteBuffer in) {
    LogId log = new LogId(new UUID(in.getLong(), in.getLong()));
    Origin origin = new Origin(text(in), text(in));
    String gtid = text(in);
    return new BeginHeader(
        log,
        origin,
        gtid.isEmpty() ? Optional.empty() : Optional.of(Gtid.parse(gtid)),
        in.getLong());
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
