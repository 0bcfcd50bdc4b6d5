package dev.doppio.cli.daemon;

import dev.doppio.applier.search.LuceneTargetStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;

/** A search index's statistics as meters, named as any target's. */
final class IndexMeters implements MeterBinder {

  private final Supplier<LuceneTargetStats> stats;

  IndexMeters(Supplier<LuceneTargetStats> stats) {
    this.stats = stats;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    StatsMeters<LuceneTargetStats> meters = new StatsMeters<>(registry, "target", stats);
    meters.counter("transactions", TargetMeters.TRANSACTIONS, LuceneTargetStats::transactions);
    meters.counter("upserted.rows", TargetMeters.UPSERTED, LuceneTargetStats::indexed);
    meters.counter("deleted.rows", TargetMeters.DELETED, LuceneTargetStats::deleted);
    meters.counter(
        "unmapped.values",
        "values in JSON columns beyond target.lucene.json-paths",
        LuceneTargetStats::unmapped);
    meters.gauge("skipped.runs", TargetMeters.SKIPPED, LuceneTargetStats::skipped);
  }
}
