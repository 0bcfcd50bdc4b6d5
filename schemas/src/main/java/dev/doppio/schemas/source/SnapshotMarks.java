package dev.doppio.schemas.source;

import dev.doppio.schemas.change.ControlRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Marks in the log where the snapshot of a table begins and ends: between the two stands every
 * document that the table held, or a later version of it. Thread-safe.
 */
public final class SnapshotMarks {
  private static final String PREFIX = "snapshot-";
  private static final SnapshotCodec CODEC = new SnapshotCodec();

  private SnapshotMarks() {}

  /** The mark of a snapshot that begins, or has ended. */
  public static ControlRecord.Mark of(TableSnapshot snapshot) {
    String name =
        switch (snapshot.state()) {
          case RUNNING -> "begin";
          case DONE -> "end";
          case GONE, REFUSED -> "abandoned";
        };
    String detail = new String(CODEC.encode(snapshot), StandardCharsets.UTF_8);
    return new ControlRecord.Mark(PREFIX + name, detail);
  }

  /**
   * What a mark says of a snapshot; empty when it speaks of something else.
   *
   * @throws dev.doppio.schemas.failure.DoppioException LOG_REFUSED when it does not read
   */
  public static Optional<TableSnapshot> read(ControlRecord.Mark mark) {
    return mark.name().startsWith(PREFIX)
        ? Optional.of(CODEC.snapshot(mark.detail().getBytes(StandardCharsets.UTF_8)))
        : Optional.empty();
  }
}
