package dev.doppio.cli.verify;

import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A stretch that was read at the source, on its way to be read at the replica. What the source
 * showed is what the log has made of each document up to some run from {@code lower} to {@code
 * bound}. Not thread-safe.
 */
final class Window {
  private final TablePlan plan;
  private final Shown shown;
  private final Map<PartitionId, Scn> lower;
  private final Map<DocumentKey, RowDigest> source = new LinkedHashMap<>();
  private final long structureChanges;
  private GtidSet upper;
  private Optional<Map<PartitionId, Scn>> bound = Optional.empty();
  private Optional<Map<PartitionId, Scn>> need = Optional.empty();

  /**
   * @param shown of the source
   * @param lower all runs up to these were executed before it was read
   * @param upper every transaction that it may come from
   * @param structureChanges known before
   */
  Window(
      TablePlan plan,
      Shown shown,
      Map<PartitionId, Scn> lower,
      GtidSet upper,
      long structureChanges) {
    this.plan = plan;
    this.shown = shown;
    this.lower = Map.copyOf(lower);
    this.upper = Objects.requireNonNull(upper);
    this.structureChanges = structureChanges;
    shown.rows().stream()
        .filter(row -> lower.containsKey(row.place().partition()))
        .forEach(row -> source.put(row.place().document(), row));
  }

  TablePlan plan() {
    return plan;
  }

  Stretch stretch() {
    return shown.stretch();
  }

  Map<PartitionId, Scn> lower() {
    return lower;
  }

  /** The documents that it is about, as far as the source knows. */
  Collection<DocumentPlace> shown() {
    return stretch().isOfSingle()
        ? stretch().single()
        : source.values().stream().map(RowDigest::place).toList();
  }

  /** Those of partitions that are compared. */
  Map<DocumentKey, RowDigest> source() {
    return source;
  }

  /** Where its rows are compared as a whole. */
  Optional<Sum> total() {
    return shown.total();
  }

  long structureChanges() {
    return structureChanges;
  }

  boolean isLastOfTable() {
    return shown.last();
  }

  /** What it may show and the log does not have yet. */
  GtidSet lacking(Log.Reached reached) {
    return reached.lacks(upper);
  }

  /** These will never be in the log. */
  void giveUp(GtidSet transactions) {
    upper = upper.minus(transactions);
  }

  /**
   * Takes it as far as the log is: to the runs that the replica has to have applied before it is
   * read; empty while the log is not there.
   */
  Optional<Map<PartitionId, Scn>> need(Log log) {
    if (bound.isEmpty() && lacking(log.reached()).isEmpty()) {
      bound = Optional.of(log.reached().runs());
    }
    if (need.isEmpty() && bound.filter(runs -> isTakenIn(log, lower.keySet(), runs)).isPresent()) {
      need = bound.map(runs -> toApply(log, runs));
    }
    return need;
  }

  private static boolean isTakenIn(Log log, Iterable<PartitionId> all, Map<PartitionId, Scn> runs) {
    for (PartitionId partition : all) {
      Scn run = runs.get(partition);
      if (run != null && log.takenIn(partition).isBefore(run)) {
        return false;
      }
    }
    return true;
  }

  private Map<PartitionId, Scn> toApply(Log log, Map<PartitionId, Scn> runs) {
    Map<PartitionId, Scn> least = new LinkedHashMap<>();
    for (PartitionId partition : lower.keySet()) {
      Scn run = runs.getOrDefault(partition, lower.get(partition));
      Scn changed = log.lastToApply(partition);
      least.put(partition, changed.isBefore(run) ? changed : run);
    }
    return least;
  }
}
