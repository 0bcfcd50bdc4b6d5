package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts of all partitions of a target. Thread-safe. */
final class Counters {
  private final LongAdder transactions = new LongAdder();
  private final LongAdder upserted = new LongAdder();
  private final LongAdder deleted = new LongAdder();
  private final LongAdder discarded = new LongAdder();
  private final LongAdder takeovers = new LongAdder();
  private final Map<TableName, LongAdder> drift = new ConcurrentHashMap<>();

  void committed(Tally tally) {
    transactions.increment();
    upserted.add(tally.upserted());
    deleted.add(tally.deleted());
    discarded.add(tally.discarded());
    tally
        .drift()
        .forEach((table, rows) -> drift.computeIfAbsent(table, t -> new LongAdder()).add(rows));
  }

  void takeover() {
    takeovers.increment();
  }

  MySqlTargetStats snapshot(long skipped) {
    Map<TableName, Long> byTable = new HashMap<>();
    drift.forEach((table, rows) -> byTable.put(table, rows.sum()));
    return new MySqlTargetStats(
        transactions.sum(),
        upserted.sum(),
        deleted.sum(),
        byTable,
        discarded.sum(),
        takeovers.sum(),
        skipped);
  }
}
