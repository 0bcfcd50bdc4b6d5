package dev.doppio.logwriter;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.source.NodePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a node keeps of itself in the log beside records: committed, or in an open transaction. */
final class MemoryState {
  private final Map<TableName, Optional<TableVersion>> tables = new HashMap<>();
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

  List<Orphan> orphans() {
    return orphans;
  }

  /** Adds what a committed transaction held. */
  void add(MemoryState committed) {
    position = committed.position.or(() -> position);
    tables.putAll(committed.tables);
    orphans.addAll(committed.orphans);
  }

  void clear() {
    position = Optional.empty();
    tables.clear();
    orphans.clear();
  }
}
