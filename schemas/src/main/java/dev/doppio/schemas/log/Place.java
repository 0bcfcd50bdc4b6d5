package dev.doppio.schemas.log;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Header {@code p}: where a record stands. Fixed size, big-endian, so that tools and SCN seeks read
 * it without touching the value.
 *
 * <pre>
 * byte  0      version (1)
 * bytes 1-4    generation        bytes 5-12  sequence
 * bytes 13-16  ordinal           bytes 17-24 running count of data transactions
 * bytes 25-26  flags             bytes 27-30 segment index
 * flags: bit 0 B, bit 1 E, bit 2 last segment, bits 4-7 run kind, all others reserved
 * </pre>
 *
 * @param scn the run
 * @param kind what the run is
 * @param ordinal index of the record in its run, from 0
 * @param transactions data transactions in this partition up to and including this run
 * @param begin B: first record of its run
 * @param end E: last record of its run
 * @param segment index of this piece of a cut value, from 0
 * @param lastSegment true on the last piece; an uncut value is segment 0 and last
 */
public record Place(
    Scn scn,
    RunKind kind,
    int ordinal,
    long transactions,
    boolean begin,
    boolean end,
    int segment,
    boolean lastSegment) {
  /** Name of the Kafka header. */
  public static final String HEADER = "p";

  /** Length of the header's value in bytes. */
  public static final int BYTES = 31;

  private static final byte VERSION = 1;
  private static final int BEGIN = 1;
  private static final int END = 1 << 1;
  private static final int LAST_SEGMENT = 1 << 2;
  private static final int KIND_SHIFT = 4;
  private static final int KIND_MASK = 0xF << KIND_SHIFT;
  private static final int KNOWN = BEGIN | END | LAST_SEGMENT | KIND_MASK;

  public Place {
    Objects.requireNonNull(scn);
    Objects.requireNonNull(kind);
    if (ordinal < 0 || transactions < 0 || segment < 0) {
      throw new IllegalArgumentException("negative place: " + scn + " ordinal " + ordinal);
    }
    if (begin != (ordinal == 0)) {
      throw new IllegalArgumentException("B stands on ordinal 0 and nowhere else: " + scn);
    }
    if (end && !lastSegment) {
      throw new IllegalArgumentException("E stands on a last segment: " + scn);
    }
  }

  /** The header's bytes. */
  public byte[] encode() {
    int flags = kind.code() << KIND_SHIFT;
    flags |= begin ? BEGIN : 0;
    flags |= end ? END : 0;
    flags |= lastSegment ? LAST_SEGMENT : 0;
    return ByteBuffer.allocate(BYTES)
        .put(VERSION)
        .putInt(scn.generation())
        .putLong(scn.sequence())
        .putInt(ordinal)
        .putLong(transactions)
        .putShort((short) flags)
        .putInt(segment)
        .array();
  }

  /**
   * Reads the header.
   *
   * @throws IllegalArgumentException on another length, an unknown version or a reserved bit
   */
  public static Place decode(byte[] header) {
    if (header.length != BYTES || header[0] != VERSION) {
      throw new IllegalArgumentException(
          "header p has "
              + header.length
              + " bytes or an unknown version; upgrade the readers first");
    }
    ByteBuffer in = ByteBuffer.wrap(header, 1, BYTES - 1);
    Scn scn = new Scn(in.getInt(), in.getLong());
    int ordinal = in.getInt();
    long transactions = in.getLong();
    int flags = Short.toUnsignedInt(in.getShort());
    int segment = in.getInt();
    if ((flags & ~KNOWN) != 0) {
      throw new IllegalArgumentException(
          "header p at " + scn + " has reserved bits set; upgrade the readers first");
    }
    return new Place(
        scn,
        RunKind.of((flags & KIND_MASK) >>> KIND_SHIFT),
        ordinal,
        transactions,
        (flags & BEGIN) != 0,
        (flags & END) != 0,
        segment,
        (flags & LAST_SEGMENT) != 0);
  }
}
