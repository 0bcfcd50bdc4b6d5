package dev.doppio.logwriter;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a node keeps of itself in the log beside records: committed, or in an open transaction. */
final class MemoryState {
  private final Map<TableName, Optional<TableVersion>> tables = new HashMap<>();
  private final Map<TableName, TableSnapshot> snapshots = new HashMap<>();
  private final Map<TableName, SnapshotRequest> requests = new HashMap<>();
  private final List<Orphan> orphans = new ArrayList<>();
  private Optional<NodePosition> position = Optional.empty();

  Optional<NodePosition> position() {
    return position;
  }

  void position(Optional<NodePosition> next) {
    position = next;
  }

  Map<TableName, TableVersion> tables() {
    Map<TableName, TableVersion> known = new HashMap<>();
    tables.forEach((table, version) -> version.ifPresent(there -> known.put(table, there)));
    return known;
  }

  void table(TableName table, Optional<TableVersion> version) {
    tables.put(table, version);
  }

  List<TableSnapshot> snapshots() {
    return List.copyOf(snapshots.values());
  }

  void snapshot(TableSnapshot snapshot) {
    snapshots.put(snapshot.table(), snapshot);
  }

  List<SnapshotRequest> requests() {
    return List.copyOf(requests.values());
  }

  /** Somebody asks for a snapshot. */
  void request(SnapshotRequest request) {
    requests.put(request.table(), request);
  }

  List<Orphan> orphans() {
    return orphans;
  }

  /** Adds what a committed transaction held. */
  void add(MemoryState committed) {
    position = committed.position.or(() -> position);
    tables.putAll(committed.tables);
    snapshots.putAll(committed.snapshots);
    orphans.addAll(committed.orphans);
  }

  void clear() {
    position = Optional.empty();
    tables.clear();
    snapshots.clear();
    orphans.clear();
  }
}
