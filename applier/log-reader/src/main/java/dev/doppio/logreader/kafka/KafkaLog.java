package dev.doppio.logreader.kafka;

import dev.doppio.logreader.LogSource;
import dev.doppio.schemas.document.SchemaLookup;
import java.util.List;
import java.util.Set;

/**
 * The door: the log on one datacenter's brokers, for reading. Opens sources for {@link
 * dev.doppio.logreader.LogReader} and finds table versions. Thread-safe.
 */
public final class KafkaLog implements LogSource.Opener, AutoCloseable {
  private final KafkaLogConfig config;
  private final KafkaSchemaLookup schemas;

  /** Connects to nothing yet. */
  public KafkaLog(KafkaLogConfig config) {
    this.config = config;
    this.schemas = new KafkaSchemaLookup(config);
  }

  /**
   * Looks once whether the brokers answer, let this reader in, and have the databases' logs with as
   * many partitions as configured.
   *
   * @throws dev.doppio.schemas.failure.DoppioException LOG_UNAVAILABLE, LOG_REFUSED
   */
  public void check(Set<String> databases) {
    try (KafkaLogSource source = new KafkaLogSource(config)) {
      databases.forEach(source::partitions);
    }
  }

  /**
   * How many partitions a database's log has.
   *
   * @throws dev.doppio.schemas.failure.DoppioException LOG_UNAVAILABLE, LOG_REFUSED
   */
  public int partitions(String database) {
    try (KafkaLogSource source = new KafkaLogSource(config)) {
      return source.partitions(database);
    }
  }

  @Override
  public LogSource open() {
    return new KafkaLogSource(config);
  }

  /**
   * Sources that share partitions with all others of the same group, in other processes too. All of
   * them have to feed one target: another target in the group would get a part of the log only.
   *
   * @param group Kafka's group id; the account needs READ on it
   */
  public LogSource.Opener inGroup(String group) {
    return () -> new KafkaLogSource(config, group);
  }

  /** The log's table versions; reads the schema topic at the first question, and on demand. */
  public SchemaLookup schemas() {
    return schemas;
  }

  /**
   * Every table version in the schema topic, in the order of their publication.
   *
   * @throws dev.doppio.schemas.failure.DoppioException LOG_UNAVAILABLE, LOG_REFUSED
   */
  public List<PublishedVersion> versions() {
    return schemas.all();
  }

  /** Idempotent; sources are closed by who opened them. */
  @Override
  public void close() {
    schemas.close();
  }
}
