package dev.doppio.applier.search;

import java.util.concurrent.atomic.LongAdder;

/** Counters over all partitions. Thread-safe. */
final class Counters {
  private final LongAdder transactions = new LongAdder();
  private final LongAdder indexed = new LongAdder();
  private final LongAdder deleted = new LongAdder();
  private final LongAdder unmapped = new LongAdder();

  /** What is in an open transaction; owned by one partition. */
  static final class Tally {
    private long indexed;
    private long deleted;
    private long unmapped;

    void indexed() {
      indexed++;
    }

    void deleted() {
      deleted++;
    }

    void unmapped() {
      unmapped++;
    }
  }

  void committed(Tally tally) {
    transactions.increment();
    indexed.add(tally.indexed);
    deleted.add(tally.deleted);
    unmapped.add(tally.unmapped);
  }

  LuceneTargetStats snapshot(long skipped) {
    return new LuceneTargetStats(
        transactions.sum(), indexed.sum(), deleted.sum(), unmapped.sum(), skipped);
  }
}
