package dev.doppio.applier.hadoop;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counters over all partitions. Thread-safe. */
final class Counters {
  private final LongAdder transactions = new LongAdder();
  private final LongAdder appended = new LongAdder();
  private final LongAdder upserted = new LongAdder();
  private final LongAdder deleted = new LongAdder();

  void committed() {
    transactions.increment();
  }

  void changes(long rows) {
    appended.add(rows);
  }

  void current(long rows, long documentsGone) {
    upserted.add(rows);
    deleted.add(documentsGone);
  }

  HadoopTargetStats snapshot(long skipped, Optional<Instant> watermark) {
    return new HadoopTargetStats(
        transactions.sum(), appended.sum(), upserted.sum(), deleted.sum(), skipped, watermark);
  }
}
