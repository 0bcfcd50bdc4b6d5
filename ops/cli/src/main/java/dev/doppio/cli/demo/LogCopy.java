package dev.doppio.cli.demo;

import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.logreader.kafka.KafkaLogConfig;
import dev.doppio.schemas.Doppio;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.log.PartitionId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How far one datacenter's copy of the log has come, read from the copy itself, so that it is known
 * while daemons are down. Used by one thread.
 */
final class LogCopy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The last offset of a transaction is Kafka's own mark: the last record stands before it. */
  private static final int FIRST_PROBE = 2;

  private static final int WIDER = 8;

  private final KafkaLog log;
  private final String database;
  private Optional<LogSource> source = Optional.empty();
  private Set<PartitionId> partitions = Set.of();

  LogCopy(String bootstrap, String database) {
    this.database = database;
    this.log =
        new KafkaLog(
            new KafkaLogConfig(
                Doppio.TOPIC_PREFIX, Map.of(), PATIENCE, Map.of("bootstrap.servers", bootstrap)));
  }

  /** True when this copy has the database's log and its schemas: an applier can start. */
  boolean exists() {
    try {
      log.check(Set.of(database));
      log.schemas().find(new Fingerprint(0));
      return true;
    } catch (DoppioException notYet) {
      return false;
    }
  }

  /** Data transactions of all partitions together; empty when it can't be known now. */
  OptionalLong transactions() {
    try {
      LogSource at = source();
      long sum = 0;
      for (Map.Entry<PartitionId, Bounds> entry : at.bounds(partitions).entrySet()) {
        sum +=
            last(at, entry.getKey(), entry.getValue())
                .map(record -> record.place().transactions())
                .orElse(0L);
      }
      return OptionalLong.of(sum);
    } catch (DoppioException e) {
      closeSource();
      return OptionalLong.empty();
    }
  }

  private LogSource source() {
    if (source.isEmpty()) {
      int count = log.partitions(database);
      partitions =
          IntStream.range(0, count)
              .mapToObj(number -> new PartitionId(database, number))
              .collect(Collectors.toSet());
      LogSource fresh = log.open();
      source = Optional.of(fresh);
      fresh.assign(partitions);
    }
    return source.get();
  }

  private static Optional<Entry> last(LogSource log, PartitionId partition, Bounds bounds) {
    Optional<Entry> found = Optional.empty();
    for (long back = FIRST_PROBE; found.isEmpty(); back *= WIDER) {
      long from = Math.max(bounds.begin(), bounds.end() - back);
      found = log.first(partition, from, bounds.end());
      if (from == bounds.begin()) {
        break;
      }
    }
    Optional<Entry> next = found;
    while (next.isPresent() && next.get().offset() + FIRST_PROBE < bounds.end()) {
      next = log.first(partition, next.get().offset() + 1, bounds.end());
      found = next.isPresent() ? next : found;
    }
    return found;
  }

  private void closeSource() {
    source.ifPresent(LogSource::close);
    source = Optional.empty();
  }

  @Override
  public void close() {
    closeSource();
    log.close();
  }
}
