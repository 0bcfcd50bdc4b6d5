package dev.doppio.schemas.source;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a storage node's log remembers of its source, all written in the Kafka transaction of the
 * position.
 *
 * @param position capture goes on behind it
 * @param tables structures of captured tables there, as {@link SourceEvent.TableSeen} and {@link
 *     SourceEvent.SchemaChanged} have told them
 * @param snapshots how far snapshots of tables are, as {@link SourceEvent.End} and {@link
 *     SourceEvent.SnapshotMoved} have told
 */
public record Resume(
    SourcePosition position,
    Map<TableName, TableVersion> tables,
    Collection<TableSnapshot> snapshots) {
  public Resume {
    Objects.requireNonNull(position);
    tables = Map.copyOf(tables);
    snapshots = List.copyOf(snapshots);
  }
}
