package dev.doppio.cli.daemon;

import dev.doppio.applier.hadoop.HadoopTargetStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Instant;
import java.util.function.Supplier;

/** A warehouse's statistics as meters, named as any target's. */
final class WarehouseMeters implements MeterBinder {

  private final Supplier<HadoopTargetStats> stats;

  WarehouseMeters(Supplier<HadoopTargetStats> stats) {
    this.stats = stats;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    StatsMeters<HadoopTargetStats> meters = new StatsMeters<>(registry, "target", stats);
    meters.counter("transactions", TargetMeters.TRANSACTIONS, HadoopTargetStats::transactions);
    meters.counter(
        "appended.rows",
        "rows written to tables of changes in Hadoop",
        HadoopTargetStats::appended);
    meters.counter("upserted.rows", TargetMeters.UPSERTED, HadoopTargetStats::upserted);
    meters.counter("deleted.rows", TargetMeters.DELETED, HadoopTargetStats::deleted);
    meters.gauge("skipped.runs", TargetMeters.SKIPPED, HadoopTargetStats::skipped);
    meters.gauge(
        "watermark.seconds",
        "everything that the source committed before it is in every table in Hadoop; seconds since"
            + " 1970",
        now ->
            now.watermark().map(Instant::getEpochSecond).map(Double::valueOf).orElse(Double.NaN));
  }
}
