package dev.doppio.logwriter;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A transaction at its coordinator. Once decided it is decided, but each partition learns of it by
 * a marker of its own, in no particular order and some time later.
 */
final class MemoryTransaction {
  private enum Outcome {
    OPEN,
    COMMITTED,
    ABORTED
  }

  private final Set<MemoryPartition> unmarked = new LinkedHashSet<>();
  private Outcome outcome = Outcome.OPEN;

  /** Nothing that anybody waits for. */
  static MemoryTransaction ended() {
    MemoryTransaction ended = new MemoryTransaction();
    ended.abort();
    return ended;
  }

  void append(MemoryPartition partition, MemoryRecord record) {
    partition.append(record, this);
    unmarked.add(partition);
  }

  boolean isOpen() {
    return outcome == Outcome.OPEN;
  }

  void commit() {
    outcome = Outcome.COMMITTED;
  }

  /** Aborts unless it is decided already. */
  void abort() {
    outcome = isOpen() ? Outcome.ABORTED : outcome;
  }

  /** True when a partition waits for its marker. */
  boolean isEnding() {
    return !isOpen() && !unmarked.isEmpty();
  }

  /** Tells one more partition. */
  void markOne() {
    Iterator<MemoryPartition> next = unmarked.iterator();
    next.next().mark(this, outcome == Outcome.COMMITTED);
    next.remove();
  }

  void markAll() {
    while (isEnding()) {
      markOne();
    }
  }
}
