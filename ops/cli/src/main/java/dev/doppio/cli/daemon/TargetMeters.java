package dev.doppio.cli.daemon;

import dev.doppio.applier.mysql.MySqlTargetStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;

/** A MySQL target's statistics as meters. */
final class TargetMeters implements MeterBinder {

  private final Supplier<MySqlTargetStats> stats;

  TargetMeters(Supplier<MySqlTargetStats> stats) {
    this.stats = stats;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    StatsMeters<MySqlTargetStats> meters = new StatsMeters<>(registry, "target", stats);
    meters.counter("transactions", "committed", MySqlTargetStats::transactions);
    meters.counter("upserted.rows", "written", MySqlTargetStats::upserted);
    meters.counter("deleted.rows", "deletes sent", MySqlTargetStats::deleted);
    meters.counter(
        "drift.rows",
        "updates and deletes that found no row; a replica in step has none",
        now -> now.drift().values().stream().mapToLong(Long::longValue).sum());
    meters.counter(
        "discarded.rows",
        "of a table that a schema change has dropped already",
        MySqlTargetStats::discarded);
    meters.gauge(
        "skipped.runs",
        "what operators let partitions pass unapplied: doppio skip",
        MySqlTargetStats::skipped);
    meters.counter(
        "takeovers",
        "connections of an earlier owner that were killed",
        MySqlTargetStats::takeovers);
  }
}
