package dev.doppio.logwriter;

/**
 * Sizes of records.
 *
 * @param segmentBytes a longer value is cut into segments of this many bytes; with key and headers
 *     a segment has to fit into the topics' {@code max.message.bytes}
 * @param maxRowBytes a longer value stops the writer, naming the document. The value is in memory
 *     as a whole, about three times: row, encoded form, segments
 * @param holdBackBytes over all runs of a source transaction together: what the writer may keep so
 *     that the last row carries the end of its run; past it the end is a record of its own
 */
public record RecordLimits(int segmentBytes, int maxRowBytes, int holdBackBytes) {
  /** Room that a record needs beside its value: key, headers and Kafka's own framing. */
  public static final int FRAME_BYTES = 64 << 10;

  public RecordLimits {
    if (segmentBytes < 1 || maxRowBytes < 1 || holdBackBytes < 0) {
      throw new IllegalArgumentException(
          "segment and row bytes are 1 or more, held back 0 or more");
    }
  }

  /** Segments of 900 KiB (within Kafka's default message size), rows to 64 MiB, 1 MiB held back. */
  public static RecordLimits standard() {
    return new RecordLimits(900 << 10, 64 << 20, 1 << 20);
  }
}
