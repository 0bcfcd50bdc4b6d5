package dev.doppio.capture.snapshot;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Snapshots of a storage node's tables, the last of each table; one is read at a time. */
final class SnapshotPlan {
  private final Map<TableName, TableSnapshot> snapshots = new LinkedHashMap<>();

  SnapshotPlan(Collection<TableSnapshot> known) {
    known.forEach(this::set);
  }

  /** Where the snapshot of a table is now. */
  void set(TableSnapshot snapshot) {
    snapshots.put(snapshot.table(), snapshot);
  }

  /** True when the request is the one that the table's last snapshot answers. */
  boolean knows(SnapshotRequest request) {
    return of(request.table()).filter(last -> last.request().equals(request)).isPresent();
  }

  Optional<TableSnapshot> of(TableName table) {
    return Optional.ofNullable(snapshots.get(table));
  }

  /** The one to go on with: the first that was asked for. */
  Optional<TableSnapshot> next() {
    return snapshots.values().stream().filter(TableSnapshot::isRunning).findFirst();
  }

  /** Lets the others go first. */
  void postpone(TableName table) {
    of(table)
        .ifPresent(
            snapshot -> {
              snapshots.remove(table);
              set(snapshot);
            });
  }
}
