package dev.doppio.cli.daemon;

import dev.doppio.logreader.PartitionStats;
import dev.doppio.schemas.Doppio;
import dev.doppio.schemas.log.PartitionId;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The log reader's statistics as meters, a series a partition that this process has; what is
 * unknown is NaN. After {@link #bindTo} one thread follows.
 */
final class ReaderMeters implements MeterBinder {
  private static final String PREFIX = Doppio.METRIC_PREFIX + ".applier.";
  private static final double NANOS = 1e9;

  private final Supplier<List<PartitionStats>> stats;
  private final String origin;
  private final Map<PartitionId, List<Meter>> series = new HashMap<>();
  private Optional<MeterRegistry> bound = Optional.empty();

  ReaderMeters(Supplier<List<PartitionStats>> stats, String origin) {
    this.stats = stats;
    this.origin = origin;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    bound = Optional.of(registry);
    follow();
    for (PartitionStats.State state : PartitionStats.State.values()) {
      Gauge.builder(PREFIX + "partitions", stats, s -> count(s.get(), state))
          .description(
              "partitions by what their reader is doing: running, starting, awaiting-schema,"
                  + " retrying, stopped")
          .tag("origin", origin)
          .tag("state", state.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .register(registry);
    }
  }

  /** Partitions that came get their series, those that went lose them. */
  void follow() {
    MeterRegistry registry = bound.orElseThrow();
    Set<PartitionId> now = new HashSet<>();
    stats.get().forEach(partition -> now.add(partition.partition()));
    for (PartitionId gone : Set.copyOf(series.keySet())) {
      if (!now.contains(gone)) {
        series.remove(gone).forEach(registry::remove);
      }
    }
    for (PartitionId partition : now) {
      if (!series.containsKey(partition)) {
        series.put(partition, new ArrayList<>());
        gauges(registry, partition);
        counters(registry, partition);
      }
    }
  }

  private static double count(List<PartitionStats> partitions, PartitionStats.State state) {
    return partitions.stream().filter(partition -> partition.state() == state).count();
  }

  private void gauges(MeterRegistry registry, PartitionId id) {
    gauge(
        registry,
        id,
        "lag.transactions",
        "in this datacenter's copy of the log and not applied; NaN while unknown",
        ReaderMeters::lag);
    gauge(
        registry,
        id,
        "lag.seconds",
        "from what is applied to the log's end, by the source's clock; NaN while unknown",
        ReaderMeters::lagSeconds);
    gauge(
        registry,
        id,
        "buffered.bytes",
        "read ahead, not yet applied",
        PartitionStats::bufferedBytes);
    gauge(
        registry,
        id,
        "log.end.transactions",
        "running count of the partition, at the log's end",
        p -> p.end().map(end -> (double) end.transactions()).orElse(Double.NaN));
    gauge(
        registry,
        id,
        "applied.transactions",
        "running count of the partition, at the checkpoint",
        p -> p.checkpoint().map(at -> (double) at.transactions()).orElse(Double.NaN));
  }

  private void counters(MeterRegistry registry, PartitionId id) {
    counter(
        registry,
        id,
        "transactions",
        "source transactions applied",
        p -> p.counts().transactions());
    counter(registry, id, "rows", "document changes applied", p -> p.counts().rows());
    counter(registry, id, "commits", "target transactions", p -> p.counts().commits());
    counter(
        registry,
        id,
        "repeats",
        "records that were applied before, dropped",
        p -> p.counts().repeats());
    counter(
        registry,
        id,
        "zombies",
        "records of a past generation, dropped",
        p -> p.counts().zombies());
    counter(registry, id, "starts", "places looked for in the log", p -> p.counts().starts());
  }

  private static double lag(PartitionStats partition) {
    return partition.lagTransactions().isPresent()
        ? partition.lagTransactions().getAsLong()
        : Double.NaN;
  }

  private static double lagSeconds(PartitionStats partition) {
    return partition.lag().map(Duration::toNanos).map(nanos -> nanos / NANOS).orElse(Double.NaN);
  }

  private Tags tags(PartitionId id) {
    return Tags.of(
        "origin", origin, "database", id.database(), "partition", Integer.toString(id.number()));
  }

  private double of(PartitionId id, ToDoubleFunction<PartitionStats> value) {
    return stats.get().stream()
        .filter(partition -> partition.partition().equals(id))
        .mapToDouble(value)
        .findFirst()
        .orElse(Double.NaN);
  }

  private void gauge(
      MeterRegistry registry,
      PartitionId id,
      String name,
      String help,
      ToDoubleFunction<PartitionStats> value) {
    Gauge.Builder<ReaderMeters> gauge = Gauge.builder(PREFIX + name, this, me -> me.of(id, value));
    series.get(id).add(gauge.description(help).tags(tags(id)).register(registry));
  }

  private void counter(
      MeterRegistry registry,
      PartitionId id,
      String name,
      String help,
      ToDoubleFunction<PartitionStats> value) {
    FunctionCounter.Builder<ReaderMeters> counter =
        FunctionCounter.builder(PREFIX + name, this, me -> me.of(id, value));
    series.get(id).add(counter.description(help).tags(tags(id)).register(registry));
  }
}
