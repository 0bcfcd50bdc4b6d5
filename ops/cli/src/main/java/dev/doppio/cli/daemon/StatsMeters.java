package dev.doppio.cli.daemon;

import dev.doppio.schemas.Doppio;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Figures of a snapshot of statistics as meters.
 *
 * @param registry takes them
 * @param prefix of their names, after the project's own
 * @param stats asked at each scrape; the registry alone does not keep it alive
 */
record StatsMeters<S>(MeterRegistry registry, String prefix, Supplier<S> stats) {
  private String named(String name) {
    return Doppio.METRIC_PREFIX + "." + prefix + "." + name;
  }

  void counter(String name, String help, ToDoubleFunction<S> value) {
    FunctionCounter.builder(named(name), stats, supplier -> value.applyAsDouble(supplier.get()))
        .description(help)
        .register(registry);
  }

  void gauge(String name, String help, ToDoubleFunction<S> value) {
    Gauge.builder(named(name), stats, supplier -> value.applyAsDouble(supplier.get()))
        .description(help)
        .register(registry);
  }
}
