package dev.doppio.console.kafka;

import dev.doppio.console.Metrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Figures of a Kafka client as meters, under the names that Micrometer's own binder gives them. The
 * client makes it, where {@code metric.reporters} names it, and so it lives as long as the client.
 *
 * <p>Taken are those of the whole client: a broker, a topic or a partition each would be a series
 * of its own, and the same name can't have labels here and none there. A rate is what the total
 * beside it says over any time, and is left out. Called by any thread of the client.
 */
public final class KafkaClientMeters implements MetricsReporter {
  private static final String GROUP_END = "-metrics";
  private static final Set<String> CLIENT_TAGS = Set.of("client-id");

  private final MeterRegistry registry = Metrics.global();
  private final Map<MetricName, Meter> meters = new ConcurrentHashMap<>();

  /** There is nothing to configure. */
  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public void init(List<KafkaMetric> metrics) {
    metrics.forEach(this::metricChange);
  }

  @Override
  public void metricChange(KafkaMetric metric) {
    MetricName name = metric.metricName();
    boolean ofClient = name.tags().keySet().equals(CLIENT_TAGS) && name.group().endsWith(GROUP_END);
    if (ofClient && !name.name().endsWith("-rate") && metric.isMeasurable()) {
      meters.computeIfAbsent(name, made -> meter(made, metric));
    }
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {
    Meter meter = meters.remove(metric.metricName());
    if (meter != null) {
      registry.remove(meter);
    }
  }

  @Override
  public void close() {
    meters.values().forEach(registry::remove);
    meters.clear();
  }

  private Meter meter(MetricName name, KafkaMetric metric) {
    String client = name.tags().get("client-id");
    return name.name().endsWith("-total")
        ? FunctionCounter.builder(meterName(name), metric, KafkaClientMeters::value)
            .description(name.description())
            .tag("client.id", client)
            .register(registry)
        : Gauge.builder(meterName(name), metric, KafkaClientMeters::value)
            .description(name.description())
            .tag("client.id", client)
            .register(registry);
  }

  private static String meterName(MetricName name) {
    String group = name.group().substring(0, name.group().length() - GROUP_END.length());
    return ("kafka." + group + "." + name.name()).replace('-', '.');
  }

  private static double value(KafkaMetric metric) {
    return metric.metricValue() instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
