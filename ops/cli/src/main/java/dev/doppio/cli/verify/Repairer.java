package dev.doppio.cli.verify;

import dev.doppio.applier.mysql.MySqlTarget;
import dev.doppio.applier.mysql.Repair;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.Reaction;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Brings single documents of the replica to what the source holds. The source is read by the rule
 * of a {@link Pass}; then the partition's checkpoint is locked, and the replica read at it. A
 * document is written only if no run touches it that is behind that checkpoint, or behind what the
 * source had executed for sure, by the time that the log is known up to all that the source may
 * have shown, and up to the checkpoint. So what is written is what the log makes of the document at
 * the checkpoint, and what the applier has still to bring comes after it. Not thread-safe.
 */
final class Repairer {
  /** Documents of one transaction, whose partition waits meanwhile. */
  static final int MOST = 200;

  private static final Duration HOLD = Duration.ofSeconds(5);
  private static final Duration WAIT = Duration.ofMillis(5);
  private static final int TRIES = 10;

  private final SourceServer source;
  private final MySqlTarget target;
  private final Log log;
  private final String who;
  private final LongSupplier nanoTime;
  private int failures;

  /**
   * @param who user and host of the operator
   */
  Repairer(SourceServer source, MySqlTarget target, Log log, String who, LongSupplier nanoTime) {
    this.source = source;
    this.target = target;
    this.log = log;
    this.who = who;
    this.nanoTime = nanoTime;
  }

  /**
   * Repairs what can be repaired now.
   *
   * @return those that were written; the others were touched, or are equal by now
   * @throws DoppioException when the replica refuses, or can't be held often in a row
   */
  List<Finding> repair(TablePlan plan, List<Finding> findings) {
    Map<PartitionId, List<Finding>> byPartition = new LinkedHashMap<>();
    for (Finding finding : findings) {
      finding
          .place()
          .ifPresent(
              place ->
                  byPartition
                      .computeIfAbsent(place.partition(), p -> new ArrayList<>())
                      .add(finding));
    }
    List<Finding> repaired = new ArrayList<>();
    byPartition.forEach(
        (partition, all) -> {
          for (int from = 0; from < all.size(); from += MOST) {
            List<Finding> some = all.subList(from, Math.min(all.size(), from + MOST));
            repaired.addAll(attempt(plan, partition, some));
          }
        });
    return repaired;
  }

  private List<Finding> attempt(TablePlan plan, PartitionId partition, List<Finding> findings) {
    try {
      List<Finding> repaired = repair(plan, partition, findings);
      failures = 0;
      return repaired;
    } catch (DoppioException e) {
      if (e.kind().reaction() != Reaction.RETRY || ++failures == TRIES) {
        throw e;
      }
      return List.of();
    }
  }

  /** The source is read before the lock is asked for, so that nobody waits for the log. */
  private List<Finding> repair(TablePlan plan, PartitionId partition, List<Finding> findings) {
    List<DocumentPlace> places = findings.stream().map(f -> f.place().orElseThrow()).toList();
    long structure = log.structureChanges();
    Log.Reached reached = log.reached();
    source.awaitExecuted(reached.executed());
    Map<DocumentKey, String> here = digests(source.read(plan, Stretch.of(places), MOST));
    Map<DocumentKey, Row> rows = source.documents(plan, places);
    GtidSet shown = source.visible();
    if (!waitFor(() -> log.reached().lacks(shown).isEmpty())) {
      return List.of();
    }
    Optional<Scn> bound = Optional.ofNullable(log.reached().runs().get(partition));
    Optional<Scn> lower = Optional.ofNullable(reached.runs().get(partition));
    if (bound.isEmpty() || lower.isEmpty() || !waitFor(() -> isTakenIn(partition, bound.get()))) {
      return List.of();
    }
    try (Repair repair = target.repair(partition)) {
      Scn at = repair.at().scn();
      if (!waitFor(() -> isTakenIn(partition, at)) || log.structureChanges() != structure) {
        return List.of();
      }
      Scn floor = at.isBefore(lower.get()) ? at : lower.get();
      Map<DocumentKey, String> there = digests(rowsOf(repair, plan, places));
      List<Finding> writes =
          findings.stream().filter(finding -> differs(finding, here, there, floor)).toList();
      if (!writes.isEmpty()) {
        write(repair, plan, writes, rows);
      }
      return writes;
    }
  }

  /** What was touched is brought by the applier, or has been. */
  private boolean differs(
      Finding finding, Map<DocumentKey, String> here, Map<DocumentKey, String> there, Scn floor) {
    DocumentPlace place = finding.place().orElseThrow();
    Optional<String> one = Optional.ofNullable(here.get(place.document()));
    Optional<String> other = Optional.ofNullable(there.get(place.document()));
    return !one.equals(other) && !log.isTouchedBehind(floor, place);
  }

  private boolean isTakenIn(PartitionId partition, Scn run) {
    return !log.takenIn(partition).isBefore(run);
  }

  private boolean waitFor(BooleanSupplier condition) {
    long deadline = nanoTime.getAsLong() + HOLD.toNanos();
    while (!condition.getAsBoolean()) {
      if (nanoTime.getAsLong() > deadline) {
        return false;
      }
      log.follow(WAIT);
    }
    return true;
  }

  private List<RowDigest> rowsOf(Repair repair, TablePlan plan, List<DocumentPlace> places) {
    DigestSelect select = source.select(plan);
    List<RowDigest> rows = new ArrayList<>();
    repair.read(select.sql(Stretch.of(places)), fields -> rows.add(select.row(fields)));
    return rows;
  }

  private static Map<DocumentKey, String> digests(List<RowDigest> rows) {
    Map<DocumentKey, String> digests = new HashMap<>();
    rows.forEach(row -> digests.put(row.place().document(), row.digest()));
    return digests;
  }

  private void write(
      Repair repair, TablePlan plan, List<Finding> writes, Map<DocumentKey, Row> rows) {
    List<DocumentChange> changes = new ArrayList<>();
    List<Repair.Note> notes = new ArrayList<>();
    for (Finding finding : writes) {
      DocumentPlace place = finding.place().orElseThrow();
      changes.add(change(plan, place, Optional.ofNullable(rows.get(place.document()))));
      notes.add(new Repair.Note(plan.name(), place.document(), finding.kind().word(), who));
    }
    repair.write(changes, notes);
    repair.commit();
  }

  private DocumentChange change(TablePlan plan, DocumentPlace place, Optional<Row> row) {
    return row.map(after -> change(plan, place, Operation.READ, row, Optional.empty()))
        .orElseGet(
            () -> {
              Optional<Row> key = Optional.of(source.select(plan).keyOf(place));
              return change(plan, place, Operation.DELETE, Optional.empty(), key);
            });
  }

  private static DocumentChange change(
      TablePlan plan,
      DocumentPlace place,
      Operation operation,
      Optional<Row> after,
      Optional<Row> before) {
    return new DocumentChange(
        place.document(), operation, plan.name(), Instant.EPOCH, after, before);
  }
}
