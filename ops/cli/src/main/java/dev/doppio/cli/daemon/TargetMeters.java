package dev.doppio.cli.daemon;

import dev.doppio.applier.mysql.MySqlTargetStats;
import dev.doppio.schemas.Doppio;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** A MySQL target's statistics as meters. */
final class TargetMeters implements MeterBinder {
  private static final String PREFIX = Doppio.METRIC_PREFIX + ".target.";

  private final Supplier<MySqlTargetStats> stats;

  TargetMeters(Supplier<MySqlTargetStats> stats) {
    this.stats = stats;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counter(registry, "transactions", "committed", MySqlTargetStats::transactions);
    counter(registry, "upserted.rows", "written", MySqlTargetStats::upserted);
    counter(registry, "deleted.rows", "deletes sent", MySqlTargetStats::deleted);
    counter(
        registry,
        "drift.rows",
        "updates and deletes that found no row; a replica in step has none",
        now -> now.drift().values().stream().mapToLong(Long::longValue).sum());
    counter(
        registry,
        "discarded.rows",
        "of a table that a schema change has dropped already",
        MySqlTargetStats::discarded);
    Gauge.builder(PREFIX + "skipped.runs", stats, supplier -> supplier.get().skipped())
        .description("what operators let partitions pass unapplied: doppio skip")
        .register(registry);
    counter(
        registry,
        "takeovers",
        "connections of an earlier owner that were killed",
        MySqlTargetStats::takeovers);
  }

  private void counter(
      MeterRegistry registry, String name, String help, ToDoubleFunction<MySqlTargetStats> value) {
    FunctionCounter.builder(PREFIX + name, stats, supplier -> value.applyAsDouble(supplier.get()))
        .description(help)
        .register(registry);
  }
}
