package dev.doppio.logreader.kafka;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where the log is.
 *
 * @param topicPrefix {@link dev.doppio.schemas.Doppio#TOPIC_PREFIX}, or what a mirror made of it
 *     ({@code dc1.doppio})
 * @param partitions how many partitions each database's log has to have; a database that is not
 *     named here may have any number
 * @param timeout how long a broker may take to answer
 * @param properties of the Kafka consumer ({@code bootstrap.servers}, TLS, SASL ...), the {@code
 *     kafka.} of the configuration file cut off
 */
public record KafkaLogConfig(
    String topicPrefix,
    Map<String, Integer> partitions,
    Duration timeout,
    Map<String, String> properties) {
  private static final String REPORTERS = "metric.reporters";

  /** What the guarantees rest on, and why nobody may set it. */
  private static final Map<String, String> FIXED =
      Map.ofEntries(
          Map.entry("isolation.level", "always read_committed: else aborted records would count"),
          Map.entry("enable.auto.commit", "positions live at the target, with the data"),
          Map.entry("auto.offset.reset", "a lost position is an error, never a reset"),
          Map.entry("key.deserializer", "the log's records are bytes"),
          Map.entry("value.deserializer", "the log's records are bytes"),
          Map.entry("group.id", "the target's identity is part of it, see reader.group"),
          Map.entry("group.protocol", "partitions have to be given back before others get them"),
          Map.entry("group.instance.id", "two processes with one id would end each other"),
          Map.entry(
              "partition.assignment.strategy",
              "partitions have to be given back before others get them"),
          Map.entry(
              "allow.auto.create.topics", "an empty log made by a reader would hide its lack"),
          Map.entry("interceptor.classes", "nothing may change records between log and target"),
          Map.entry("check.crcs", "damaged records have to be seen"));

  public KafkaLogConfig {
    Objects.requireNonNull(topicPrefix);
    Objects.requireNonNull(timeout);
    partitions = Map.copyOf(partitions);
    properties = Map.copyOf(properties);
    Map<String, String> refused = new TreeMap<>(FIXED);
    refused.keySet().retainAll(properties.keySet());
    if (!refused.isEmpty()) {
      throw new DoppioException(
          FailureKind.CONFIGURATION,
          refused.entrySet().stream()
              .map(entry -> "kafka." + entry.getKey() + " can't be set (" + entry.getValue() + ")")
              .collect(Collectors.joining("; ", "", "; remove it")));
    }
    refuseUnknown(properties);
    if (properties.getOrDefault("bootstrap.servers", "").isBlank()) {
      throw new DoppioException(
          FailureKind.CONFIGURATION, "kafka.bootstrap.servers is missing: host:port,host:port");
    }
  }

  /** A producer's or an admin client's setting does no harm: daemons may share a section. */
  private static void refuseUnknown(Map<String, String> properties) {
    Set<String> unknown = new TreeSet<>(properties.keySet());
    unknown.removeAll(ConsumerConfig.configNames());
    unknown.removeAll(ProducerConfig.configNames());
    unknown.removeAll(AdminClientConfig.configNames());
    List<String> wrong = new ArrayList<>();
    unknown.forEach(name -> wrong.add("kafka." + name + " is no setting of Kafka's clients"));
    ConsumerConfig.configDef().validate(properties).stream()
        .filter(setting -> properties.containsKey(setting.name()))
        .flatMap(setting -> setting.errorMessages().stream())
        .forEach(message -> wrong.add("kafka.*: " + message));
    if (!wrong.isEmpty()) {
      throw new DoppioException(
          FailureKind.CONFIGURATION, String.join("; ", wrong) + "; correct or remove it");
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
    return new KafkaLogConfig(topicPrefix, partitions, timeout, more);
  }

  /** The topic of a database's log. */
  String topic(String database) {
    return new TopicNames(topicPrefix).log(database);
  }

  /** The topic of table versions. */
  String schemaTopic() {
    return new TopicNames(topicPrefix).schemas();
  }

  String servers() {
    return properties.get("bootstrap.servers");
  }

  /** Names the brokers only: properties may hold secrets. */
  @Override
  public String toString() {
    return "log " + topicPrefix + ".* at " + servers();
  }
}
