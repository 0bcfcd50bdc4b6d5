package dev.doppio.cli.daemon;

import dev.doppio.applier.mysql.MySqlTargetStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;

/** A MySQL target's statistics as meters. */
final class TargetMeters implements MeterBinder {
  /** What every kind of target counts, in the same words. */
  static final String TRANSACTIONS =
      "transactions committed at the replica, in the index, or over all tables in Hadoop";

  static final String UPSERTED =
      "rows written at the replica, in the index, or in tables of the current state";
  static final String DELETED =
      "deletes sent to the replica, the index, or Hadoop; a dropped or truncated table is one"
          + " there";
  static final String SKIPPED = "runs that an operator's doppio skip left out";

  private final Supplier<MySqlTargetStats> stats;

  TargetMeters(Supplier<MySqlTargetStats> stats) {
    this.stats = stats;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    StatsMeters<MySqlTargetStats> meters = new StatsMeters<>(registry, "target", stats);
    meters.counter("transactions", TRANSACTIONS, MySqlTargetStats::transactions);
    meters.counter("upserted.rows", UPSERTED, MySqlTargetStats::upserted);
    meters.counter("deleted.rows", DELETED, MySqlTargetStats::deleted);
    meters.counter(
        "drift.rows",
        "updates and deletes that found no row, where target.strict is false: a replica in step has"
            + " none",
        now -> now.drift().values().stream().mapToLong(Long::longValue).sum());
    meters.counter(
        "discarded.rows",
        "rows of a table that a schema change has dropped already",
        MySqlTargetStats::discarded);
    meters.gauge("skipped.runs", SKIPPED, MySqlTargetStats::skipped);
    meters.counter(
        "takeovers",
        "connections of an earlier owner that were killed",
        MySqlTargetStats::takeovers);
  }
}
