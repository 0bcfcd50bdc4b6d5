package dev.doppio.schemas.log;

import java.nio.ByteBuffer;

/**
 * Header {@code e}, on the last record of every run: what the whole run must add up to.
 *
 * <pre>
 * byte 0 version (1); 4 bytes rows; 4 bytes CRC32C; 4 bytes partitions. Big-endian.
 * </pre>
 *
 * @param rows document changes in the run; 0 in a control run
 * @param checksum CRC32C of the run, these rows and partitions included, see {@link RunChecksum}
 * @param partitions how many partitions the source transaction touched, from 1. It stands here and
 *     not on B because a transaction is streamed: nobody knows it before its end
 */
public record EndHeader(int rows, int checksum, int partitions) {
  /** Name of the Kafka header. */
  public static final String HEADER = "e";

  private static final byte VERSION = 1;
  private static final int BYTES = 13;

  public EndHeader {
    if (rows < 0 || partitions < 1) {
      throw new IllegalArgumentException(
          "not an end: " + rows + " rows, " + partitions + " partitions");
    }
  }

  /** The header's bytes. */
  public byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .put(VERSION)
        .putInt(rows)
        .putInt(checksum)
        .putInt(partitions)
        .array();
  }

  /**
   * Reads the header.
   *
   * @throws IllegalArgumentException on another length or an unknown version
   */
  public static EndHeader decode(byte[] header) {
    if (header.length != BYTES || header[0] != VERSION) {
      throw new IllegalArgumentException(
          "header e has an unknown version; upgrade the readers first");
    }
    ByteBuffer in = ByteBuffer.wrap(header, 1, BYTES - 1);
    return new EndHeader(in.getInt(), in.getInt(), in.getInt());
  }
}
