package dev.doppio.logwriter;

import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.PartitionId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A row of a partition that its node did not own when it committed. It is in no run: it waits in
 * the node's own topic for an operator. The arrays are not copied.
 *
 * @param partition where it would belong
 * @param begin log id of the partition's database, node, source transaction; header {@code b}
 * @param segment index of this piece of a cut value, from 0
 * @param lastSegment true on the last piece
 * @param key document key in UTF-8
 * @param value single-object-encoded change, or one segment of it
 */
public record Orphan(
    PartitionId partition,
    BeginHeader begin,
    int segment,
    boolean lastSegment,
    byte[] key,
    byte[] value) {
  /** Name of the Kafka header that {@link #encode()} makes. */
  public static final String HEADER = "o";

  private static final byte VERSION = 1;

  public Orphan {
    Objects.requireNonNull(partition);
    Objects.requireNonNull(begin);
    Objects.requireNonNull(key);
    Objects.requireNonNull(value);
    if (segment < 0) {
      throw new IllegalArgumentException("segment " + segment + " of an orphan of " + partition);
    }
  }

  /**
   * Header {@code o}: version (1), 4 bytes partition, 4 bytes segment, 1 byte last segment, UTF-8
   * of the database. Big-endian.
   */
  public byte[] encode() {
    byte[] database = partition.database().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(10 + database.length)
        .put(VERSION)
        .putInt(partition.number())
        .putInt(segment)
        .put((byte) (lastSegment ? 1 : 0))
        .put(database)
        .array();
  }
}
