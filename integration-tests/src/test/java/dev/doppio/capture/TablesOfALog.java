package dev.doppio.capture;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.source.Resume;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Remembers structures and snapshots as a log does, for every position that it was ever at. */
final class TablesOfALog {
  private final Map<TableName, TableVersion> tables = new HashMap<>();
  private final Map<TableName, TableSnapshot> snapshots = new HashMap<>();
  private final List<Resume> history = new ArrayList<>();

  void follow(SourceEvent event, Optional<SourcePosition> position) {
    if (event instanceof SourceEvent.TableSeen seen) {
      tables.put(seen.table().name(), seen.table());
    } else if (event instanceof SourceEvent.SnapshotMoved moved) {
      snapshots.put(moved.snapshot().table(), moved.snapshot());
    } else if (event instanceof SourceEvent.End end) {
      end.snapshot().ifPresent(snapshot -> snapshots.put(snapshot.table(), snapshot));
    } else if (event instanceof SourceEvent.SchemaChanged change) {
      change.before().ifPresent(gone -> tables.remove(gone.name()));
      change.after().ifPresent(there -> tables.put(there.name(), there));
    }
    position.ifPresent(at -> history.add(new Resume(at, tables, snapshots.values())));
  }

  /** True when no snapshot that was begun has anything to read. */
  boolean areRead() {
    return snapshots.values().stream().noneMatch(TableSnapshot::isRunning);
  }

  /** As it was at a position; at one that was skipped, as it was last before it. */
  Resume resume(SourcePosition position) {
    Resume last = new Resume(position, Map.of(), List.of());
    for (Resume at : history) {
      if (position.executed().contains(at.position().executed())) {
        last = new Resume(position, at.tables(), at.snapshots());
      }
    }
    return last;
  }
}
