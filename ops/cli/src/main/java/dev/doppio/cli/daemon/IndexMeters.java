package dev.doppio.cli.daemon;

import dev.doppio.applier.search.LuceneTargetStats;
import dev.doppio.schemas.Doppio;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** A search index's statistics as meters, named as any target's. */
final class IndexMeters implements MeterBinder {
  private static final String PREFIX = Doppio.METRIC_PREFIX + ".target.";

  private final Supplier<LuceneTargetStats> stats;

  IndexMeters(Supplier<LuceneTargetStats> stats) {
    this.stats = stats;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counter(registry, "transactions", "committed", LuceneTargetStats::transactions);
    counter(registry, "upserted.rows", "written", LuceneTargetStats::indexed);
    counter(registry, "deleted.rows", "deletes sent", LuceneTargetStats::deleted);
    counter(
        registry,
        "unmapped.values",
        "in JSON columns, beyond the paths that get fields of their own",
        LuceneTargetStats::unmapped);
    Gauge.builder(PREFIX + "skipped.runs", stats, supplier -> supplier.get().skipped())
        .description("what operators let partitions pass unapplied: doppio skip")
        .register(registry);
  }

  private void counter(
      MeterRegistry registry, String name, String help, ToDoubleFunction<LuceneTargetStats> value) {
    FunctionCounter.builder(PREFIX + name, stats, supplier -> value.applyAsDouble(supplier.get()))
        .description(help)
        .register(registry);
  }
}
