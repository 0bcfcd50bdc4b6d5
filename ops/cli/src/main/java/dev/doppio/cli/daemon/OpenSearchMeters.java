package dev.doppio.cli.daemon;

import dev.doppio.applier.opensearch.OpenSearchTargetStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;

/** Statistics of a target in OpenSearch as meters, named as any target's. */
final class OpenSearchMeters implements MeterBinder {
  private final Supplier<OpenSearchTargetStats> stats;

  OpenSearchMeters(Supplier<OpenSearchTargetStats> stats) {
    this.stats = stats;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    StatsMeters<OpenSearchTargetStats> meters = new StatsMeters<>(registry, "target", stats);
    meters.counter("transactions", TargetMeters.TRANSACTIONS, OpenSearchTargetStats::transactions);
    meters.counter("upserted.rows", TargetMeters.UPSERTED, OpenSearchTargetStats::indexed);
    meters.counter("deleted.rows", TargetMeters.DELETED, OpenSearchTargetStats::deleted);
    meters.counter(
        "superseded.rows",
        "changes whose document had this version or a later one before, as after a restart",
        OpenSearchTargetStats::conflicts);
    meters.counter(
        "throttled.requests",
        "bulk requests that a busy cluster refused, or parts of them",
        OpenSearchTargetStats::throttled);
    meters.gauge("skipped.runs", TargetMeters.SKIPPED, OpenSearchTargetStats::skipped);
  }
}
