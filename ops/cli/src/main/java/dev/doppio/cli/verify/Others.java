package dev.doppio.cli.verify;

import dev.doppio.schemas.document.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Documents of a replica without order that the source has not shown while its table was read from
 * begin to end. Each of them came into the source meanwhile, or is too many: it is compared by its
 * key, and counts if it is too many. Not thread-safe.
 */
final class Others {
  /** Asked for together, so many are in memory. */
  private static final int MOST = 20_000;

  private final Replica replica;
  private final PassListener listener;
  private final Map<TableName, KeySet> known = new HashMap<>();
  private final Deque<TablePlan> tables = new ArrayDeque<>();
  private final Deque<DocumentPlace> found = new ArrayDeque<>();

  Others(Replica replica, PassListener listener) {
    this.replica = replica;
    this.listener = listener;
  }

  /** These are compared, or will be. */
  void leaveOut(TablePlan plan, Collection<DocumentPlace> places) {
    if (!replica.isOrdered()) {
      KeySet keys = known.computeIfAbsent(plan.name(), name -> new KeySet());
      places.forEach(place -> keys.add(KeptKey.of(place)));
    }
  }

  /** All of a stretch of keys is compared; only when its others are, too, is a table done. */
  void passed(Window window) {
    if (window.isLastOfTable() && !replica.isOrdered()) {
      leaveOut(window.plan(), List.of());
      tables.add(window.plan());
    } else {
      listener.passed(window.plan().name(), window.stretch().to());
    }
  }

  /** The table is read anew. */
  void drop(TableName table, boolean fromItsBegin) {
    if (!tables.isEmpty() && tables.peek().name().equals(table)) {
      found.clear();
    }
    tables.removeIf(plan -> plan.name().equals(table));
    if (fromItsBegin) {
      known.remove(table);
    }
  }

  /** The next ones, of one table; empty when that has no more, and is done. */
  Optional<Again.Batch> next(int most) {
    TablePlan plan = tables.element();
    KeySet keys = known.get(plan.name());
    if (found.isEmpty()) {
      found.addAll(replica.others(plan, keys::contains, MOST));
    }
    List<DocumentPlace> batch = new ArrayList<>();
    while (!found.isEmpty() && batch.size() < most) {
      batch.add(found.remove());
    }
    batch.forEach(place -> keys.add(KeptKey.of(place)));
    if (batch.isEmpty()) {
      tables.remove();
      known.remove(plan.name());
      listener.passed(plan.name(), Optional.empty());
    }
    return Optional.of(new Again.Batch(plan, batch)).filter(next -> !batch.isEmpty());
  }

  boolean isEmpty() {
    return tables.isEmpty();
  }
}
