package dev.doppio.capture.stream;

import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.source.SourceEvent;

/** About how much memory a row holds. */
public final class RowSize {
  private static final int ROW = 64;
  private static final int CELL = 24;

  private RowSize() {}

  /** Bytes, about. */
  public static int of(SourceEvent.RowChange change) {
    long bytes =
        change.before().map(RowSize::of).orElse(0L) + change.after().map(RowSize::of).orElse(0L);
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  private static long of(Row row) {
    long bytes = ROW;
    for (Object value : row.values()) {
      bytes += CELL;
      if (value instanceof byte[] binary) {
        bytes += binary.length;
      } else if (value instanceof String text) {
        bytes += 2L * text.length();
      } else if (value instanceof JsonValue json) {
        bytes += 2L * json.text().length() + json.binary().map(all -> all.length).orElse(0);
      }
    }
    return bytes;
  }
}
