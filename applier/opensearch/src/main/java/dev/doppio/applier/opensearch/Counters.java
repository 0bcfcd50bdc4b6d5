package dev.doppio.applier.opensearch;

import java.util.concurrent.atomic.LongAdder;

/** Counters over all partitions. Thread-safe. */
final class Counters {
  private final LongAdder transactions = new LongAdder();
  private final LongAdder indexed = new LongAdder();
  private final LongAdder deleted = new LongAdder();
  private final LongAdder conflicts = new LongAdder();
  private final LongAdder throttled = new LongAdder();

  void committed() {
    transactions.increment();
  }

  void indexed() {
    indexed.increment();
  }

  void deleted() {
    deleted.increment();
  }

  void conflict() {
    conflicts.increment();
  }

  void throttled() {
    throttled.increment();
  }

  OpenSearchTargetStats snapshot(long skipped) {
    return new OpenSearchTargetStats(
        transactions.sum(),
        indexed.sum(),
        deleted.sum(),
        conflicts.sum(),
        throttled.sum(),
        skipped);
  }
}
