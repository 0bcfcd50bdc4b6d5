package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.TableName;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts, from time to time, the tables that this process has written to: in a thread of its own,
 * and as an operator would from another process, so that no commit waits for it. What fails is done
 * the next time.
 */
final class Compacting implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Compacting.class);
  private static final Duration ENDED_WITHIN = Duration.ofSeconds(10);

  private final HadoopTargetConfig config;
  private final Clock clock;
  private final Supplier<Set<TableName>> written;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "compaction");
            made.setDaemon(true);
            return made;
          });

  /**
   * @param every from the end of one to the next
   * @param written gives the tables that have got something since it was last asked
   */
  Compacting(
      HadoopTargetConfig config, Duration every, Supplier<Set<TableName>> written, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.written = written;
    long nanos = every.toNanos();
    thread.scheduleWithFixedDelay(this::round, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private void round() {
    Set<TableName> tables = written.get();
    if (tables.isEmpty()) {
      return;
    }
    try (Maintenance maintenance = new Maintenance(config, clock)) {
      tables.forEach(table -> compact(maintenance, table));
    } catch (RuntimeException e) {
      LOG.warn("compaction: {}; it is tried again after the next commits", e.getMessage());
    }
  }

  private static void compact(Maintenance maintenance, TableName table) {
    try {
      maintenance.compact(table).stream()
          .filter(done -> done.filesBefore() > 0)
          .forEach(done -> LOG.info("compacted {}", done));
    } catch (RuntimeException e) {
      LOG.warn("{} is not compacted: {}; it is tried again", table, e.getMessage());
    }
  }

  /** What it has written and not committed goes with a later compaction. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(ENDED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("a compaction does not end; it ends with the process");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
