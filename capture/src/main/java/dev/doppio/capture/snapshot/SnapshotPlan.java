package dev.doppio.capture.snapshot;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Snapshots of a storage node's tables, the last of each table; one is read at a time. */
final class SnapshotPlan {
  private final Map<TableName, TableSnapshot> snapshots = new HashMap<>();

  /** Those with rows to come, in the order of their turns. */
  private final Set<TableName> running = new LinkedHashSet<>();

  SnapshotPlan(Collection<TableSnapshot> known) {
    known.forEach(this::set);
  }

  /** Where the snapshot of a table is now. */
  void set(TableSnapshot snapshot) {
    snapshots.put(snapshot.table(), snapshot);
    if (snapshot.isRunning()) {
      running.add(snapshot.table());
    } else {
      running.remove(snapshot.table());
    }
  }

  /** True when the request is the one that the table's last snapshot answers. */
  boolean knows(SnapshotRequest request) {
    return of(request.table()).filter(last -> last.request().equals(request)).isPresent();
  }

  Optional<TableSnapshot> of(TableName table) {
    return Optional.ofNullable(snapshots.get(table));
  }

  /** True when rows are still to come. */
  boolean isRunning() {
    return !running.isEmpty();
  }

  /** The one to go on with: the first that was asked for. */
  Optional<TableSnapshot> next() {
    return running.stream().findFirst().map(snapshots::get);
  }

  /** Lets the others go first. */
  void postpone(TableName table) {
    if (running.remove(table)) {
      running.add(table);
    }
  }
}
