package dev.doppio.cli.daemon;

import dev.doppio.logwriter.LogWriter;
import dev.doppio.logwriter.WriterStats;
import dev.doppio.schemas.source.TableSnapshot;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** The log writer's statistics as meters; what is unknown is NaN. */
final class WriterMeters implements MeterBinder {
  private static final double NANOS = 1e9;

  private final Supplier<WriterStats> stats;
  private final Clock clock;

  WriterMeters(Supplier<WriterStats> stats, Clock clock) {
    this.stats = stats;
    this.clock = clock;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    StatsMeters<WriterStats> meters = new StatsMeters<>(registry, "writer", stats);
    meters.counter("transactions", "source transactions in the log", WriterStats::transactions);
    meters.counter("rows", "document changes in the log", WriterStats::rows);
    meters.counter("bytes", "bytes of keys and values in the log", WriterStats::bytes);
    meters.counter("commits", "Kafka transactions", WriterStats::commits);
    meters.counter("orphans", "rows of partitions this node does not master", WriterStats::orphans);
    meters.counter(
        "retries",
        "failures after which the writer started again from the log",
        WriterStats::retries);
    meters.gauge(
        "running",
        "1 when log and source are open",
        now -> now.state() == LogWriter.State.RUNNING ? 1 : 0);
    meters.gauge(
        "snapshot.tables", "tables whose snapshot is not complete", now -> now.snapshots().size());
    meters.gauge(
        "snapshot.rows",
        "rows read so far of tables whose snapshot is not complete",
        now -> now.snapshots().stream().mapToLong(TableSnapshot::rows).sum());
    meters.gauge(
        "uncommitted.transactions",
        "source transactions taken and not yet in the log",
        WriterStats::uncommittedTransactions);
    meters.gauge(
        "loss.window.seconds",
        "at most this much of the source's time is not in the log; an idle source is heard of once"
            + " in a heartbeat interval",
        now -> lossWindowSeconds(now, clock.instant()).orElse(Double.NaN));
  }

  /**
   * From the last commit time that is known to be in the log to now. An upper bound: an idle source
   * is heard of once in a heartbeat interval only.
   */
  static OptionalDouble lossWindowSeconds(WriterStats stats, Instant now) {
    return stats
        .sourceTime()
        .map(time -> OptionalDouble.of(Math.max(0, Duration.between(time, now).toNanos() / NANOS)))
        .orElse(OptionalDouble.empty());
  }
}
