package dev.doppio.capture.debezium;

import dev.doppio.capture.stream.RowSize;
import dev.doppio.capture.stream.Session;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.source.SourceEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Rows of the snapshot as chunks. None but the last has a position: the log commits the first
 * snapshot as a whole or not at all. One thread.
 */
final class SnapshotChunks {
  static final int MAX_ROWS = 1_000;

  private final Session session;
  private Instant readAt = Instant.EPOCH;
  private int rows;

  SnapshotChunks(Session session) {
    this.session = session;
  }

  /**
   * Opens the first chunk, so that a snapshot without rows ends like any other: with a position.
   *
   * @param time the source's time of the consistent read
   */
  void start(Instant time) throws InterruptedException {
    readAt = time;
    begin();
  }

  private void begin() throws InterruptedException {
    session.put(
        new SourceEvent.Begin(RunKind.SNAPSHOT, Optional.empty(), readAt, OptionalLong.empty()), 0);
    session.chunkIsOpen();
    rows = 0;
  }

  void add(SourceEvent.RowChange row) throws InterruptedException {
    if (rows == MAX_ROWS) {
      session.put(new SourceEvent.End(Optional.empty()), 0);
      begin();
    }
    rows++;
    session.put(row, RowSize.of(row));
  }
}
