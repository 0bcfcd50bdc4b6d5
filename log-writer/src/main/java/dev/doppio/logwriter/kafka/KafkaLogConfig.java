package dev.doppio.logwriter.kafka;

import dev.doppio.logwriter.RecordLimits;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.TopicNames;
import dev.doppio.schemas.partition.DatabaseLayout;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a storage node reaches its log.
 *
 * @param bootstrapServers {@code host:port}, comma-separated
 * @param origin datacenter and storage node; they name the transactional id
 * @param topics names of the topics
 * @param databases whose topics are made when missing and checked when there
 * @param replicationFactor of topics made here; 3 or more in production
 * @param limits the topics' message size has to take such records
 * @param timeout bound of each exchange with the brokers at start
 * @param properties passed to Kafka's clients as they are, names without {@code kafka.}; those that
 *     the guarantees rest on are refused by name
 */
public record KafkaLogConfig(
    String bootstrapServers,
    Origin origin,
    TopicNames topics,
    List<DatabaseLayout> databases,
    int replicationFactor,
    RecordLimits limits,
    Duration timeout,
    Map<String, String> properties) {
  private static final String REPORTERS = "metric.reporters";

  /** Default of {@code max.message.bytes}. */
  private static final int KAFKA_MESSAGE_BYTES = 1_048_588;

  public KafkaLogConfig {
    Objects.requireNonNull(bootstrapServers);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(topics);
    Objects.requireNonNull(limits);
    databases = List.copyOf(databases);
    properties = Map.copyOf(properties);
    if (bootstrapServers.isBlank() || replicationFactor < 1 || timeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "the log needs bootstrap servers, a replication factor and a time-out");
    }
  }

  /**
   * The same, with the figures of its clients told to a reporter too.
   *
   * @param reporter class name of an {@link org.apache.kafka.common.metrics.MetricsReporter}
   */
  public KafkaLogConfig reportingTo(String reporter) {
    Map<String, String> more = new HashMap<>(properties);
    more.merge(REPORTERS, reporter, (theirs, ours) -> theirs + "," + ours);
    return new KafkaLogConfig(
        bootstrapServers, origin, topics, databases, replicationFactor, limits, timeout, more);
  }

  /** What a message of the log may take, brokers' default at least. */
  int messageBytes() {
    return Math.max(KAFKA_MESSAGE_BYTES, limits.segmentBytes() + RecordLimits.FRAME_BYTES);
  }

  /** Names the node's one transactional producer to the brokers. */
  public String transactionalId() {
    return transactionalIds() + origin.datacenter() + "-" + origin.node();
  }

  /** What the names of all nodes' producers begin with. */
  public String transactionalIds() {
    return topics.prefix() + "-";
  }

  /**
   * Names the producer that changes a partition's entry in the ledger: one for all nodes, so that
   * of two that change it at a time the brokers let one through.
   */
  String ledgerTransactionalId(PartitionId partition) {
    return topics.mastership() + "." + partition.database() + "." + partition.number();
  }
}
