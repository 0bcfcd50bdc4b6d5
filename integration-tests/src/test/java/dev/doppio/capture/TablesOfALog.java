package dev.doppio.capture;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Remembers structures as a log does, for every position that it was ever at. */
final class TablesOfALog {
  private record At(SourcePosition position, Map<TableName, TableVersion> tables) {}

  private final Map<TableName, TableVersion> tables = new HashMap<>();
  private final List<At> history = new ArrayList<>();

  void follow(SourceEvent event, Optional<SourcePosition> position) {
    if (event instanceof SourceEvent.TableSeen seen) {
      tables.put(seen.table().name(), seen.table());
    } else if (event instanceof SourceEvent.SchemaChanged change) {
      change.before().ifPresent(gone -> tables.remove(gone.name()));
      change.after().ifPresent(there -> tables.put(there.name(), there));
    }
    position.ifPresent(at -> history.add(new At(at, Map.copyOf(tables))));
  }

  /** As they were at a position; at one that was skipped, as they were last before it. */
  Map<TableName, TableVersion> at(SourcePosition position) {
    Map<TableName, TableVersion> last = Map.of();
    for (At at : history) {
      if (position.executed().contains(at.position().executed())) {
        last = at.tables();
      }
    }
    return last;
  }
}
