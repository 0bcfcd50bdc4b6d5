package dev.doppio.console;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The daemon's meters, with those of its JVM and of the libraries that know Micrometer's global
 * registry alone. Thread-safe.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final List<MeterBinder> kept = new CopyOnWriteArrayList<>();

  /** Meters of the JVM are bound at once. */
  public Metrics() {
    add(
        List.of(
            new ClassLoaderMetrics(),
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics(),
            collections));
    global().add(registry);
  }

  /** Where meters go that libraries make by themselves, whenever they do. */
  public static CompositeMeterRegistry global() {
    return io.micrometer.core.instrument.Metrics.globalRegistry;
  }

  /** Registers meters, and keeps them: the registry holds what it measures by weak references. */
  public void add(List<? extends MeterBinder> meters) {
    kept.addAll(meters);
    meters.forEach(meter -> meter.bindTo(registry));
  }

  /** All meters in Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    global().remove(registry);
    collections.close();
    registry.close();
  }
}
