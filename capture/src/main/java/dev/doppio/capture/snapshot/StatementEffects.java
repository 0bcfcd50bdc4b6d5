package dev.doppio.capture.snapshot;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.TableSnapshot;
import dev.doppio.schemas.source.TableSnapshot.State;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What statements on tables do to their snapshots. One follows its table to another name, where it
 * goes on; one ends with its table; one whose order of keys is another by now begins anew. What
 * changed in a way that the log can't tell, is read anew. A table that lost its documents goes on:
 * those before the last key are gone, and those behind it come with the stream, or are read.
 */
final class StatementEffects {
  private final SnapshotPlan plan;
  private final Set<Gtid> reloads;

  /**
   * @param plan is changed
   * @param reloads statements whose tables are read anew
   */
  StatementEffects(SnapshotPlan plan, Set<Gtid> reloads) {
    this.plan = plan;
    this.reloads = Set.copyOf(reloads);
  }

  /** Follows a change of structure, or of a name. */
  SourceEvent.SchemaChanged of(SourceEvent.SchemaChanged change) {
    Instant at = change.committedAt();
    Map<TableName, TableSnapshot> moved = new LinkedHashMap<>();
    change
        .before()
        .flatMap(version -> plan.of(version.name()))
        .filter(TableSnapshot::isRunning)
        .ifPresent(running -> moved(running, change, at).forEach(to -> moved.put(to.table(), to)));
    change
        .after()
        .flatMap(version -> reload(version.name(), change.gtid(), at))
        .ifPresent(anew -> moved.put(anew.table(), anew));
    moved.values().forEach(plan::set);
    return change.with(List.copyOf(moved.values()));
  }

  private static List<TableSnapshot> moved(
      TableSnapshot running, SourceEvent.SchemaChanged change, Instant at) {
    if (change.after().isEmpty()) {
      return List.of(running.ended(State.GONE, at));
    }
    TableVersion before = change.before().orElseThrow();
    TableVersion after = change.after().get();
    if (!after.name().equals(before.name())) {
      return List.of(running.of(after.name(), at), running.ended(State.GONE, at));
    }
    return keyOf(before).equals(keyOf(after)) ? List.of() : List.of(anew(running, after, at));
  }

  /** Its types and collations decide in which order rows are read. */
  private static List<Column> keyOf(TableVersion table) {
    return table.key().stream().map(table.columns()::get).toList();
  }

  private static TableSnapshot anew(TableSnapshot running, TableVersion table, Instant at) {
    return KeyBound.objection(table, running.request())
        .map(objection -> running.refused(objection, at))
        .orElseGet(() -> TableSnapshot.of(running.request(), at));
  }

  /** Follows a truncation. */
  SourceEvent.Truncated of(SourceEvent.Truncated truncated) {
    Optional<TableSnapshot> anew =
        reload(truncated.table().name(), truncated.gtid(), truncated.committedAt());
    anew.ifPresent(plan::set);
    return truncated.with(anew.stream().toList());
  }

  private Optional<TableSnapshot> reload(TableName table, Gtid statement, Instant at) {
    SnapshotRequest request = SnapshotRequest.reload(table, statement);
    return reloads.contains(statement) && !plan.knows(request)
        ? Optional.of(TableSnapshot.of(request, at))
        : Optional.empty();
  }
}
