package dev.doppio.capture;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A first start: one source takes the snapshot, another streams from where it ended. What the first
 * has to say behind its snapshot is not asked for.
 */
final class SnapshotThenStream implements ChangeSource {
  private final Opener streams;
  private final Map<TableName, TableVersion> tables = new HashMap<>();
  private ChangeSource current;
  private Optional<SourcePosition> snapshot = Optional.empty();
  private boolean streaming;

  /**
   * @param snapshot begins with a snapshot
   * @param streams opens what comes behind it
   */
  SnapshotThenStream(ChangeSource snapshot, Opener streams) {
    this.current = snapshot;
    this.streams = streams;
  }

  @Override
  public Optional<SourceEvent> poll(Duration wait) {
    if (snapshot.isPresent() && !streaming) {
      streaming = true;
      current.close();
      current = streams.open(snapshot, tables);
    }
    Optional<SourceEvent> event = current.poll(wait);
    if (!streaming) {
      event.ifPresent(this::follow);
    }
    return event;
  }

  private void follow(SourceEvent event) {
    if (event instanceof SourceEvent.TableSeen seen) {
      tables.put(seen.table().name(), seen.table());
    } else if (event instanceof SourceEvent.End end) {
      snapshot = end.position();
    }
  }

  @Override
  public void close() {
    current.close();
  }
}
