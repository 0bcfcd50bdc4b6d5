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
    meters.counter("transactions", "committed", HadoopTargetStats::transactions);
    meters.counter("appended.rows", "in tables of changes", HadoopTargetStats::appended);
    meters.counter("upserted.rows", "written", HadoopTargetStats::upserted);
    meters.counter("deleted.rows", "deletes sent", HadoopTargetStats::deleted);
    meters.gauge(
        "skipped.runs",
        "what operators let partitions pass unapplied: doppio skip",
        HadoopTargetStats::skipped);
    meters.gauge(
        "watermark.seconds",
        "everything before it is loaded; seconds since 1970 by the source's clock",
        now ->
            now.watermark().map(Instant::getEpochSecond).map(Double::valueOf).orElse(Double.NaN));
  }
}
