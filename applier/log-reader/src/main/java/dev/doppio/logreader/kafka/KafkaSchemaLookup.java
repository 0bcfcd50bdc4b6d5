package dev.doppio.logreader.kafka;

import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Table versions from the log's schema topic: all of it at the first question, what is new at each
 * question without an answer. A version is named by the fingerprint of its own schema, never by the
 * record's key. Thread-safe; questions with an answer take no lock.
 */
final class KafkaSchemaLookup implements SchemaLookup, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaSchemaLookup.class);

  private final KafkaLogConfig config;
  private final TopicPartition topic;
  private final Map<Fingerprint, PublishedVersion> versions = new ConcurrentHashMap<>();
  private Optional<Consumer<byte[], byte[]>> consumer = Optional.empty();

  KafkaSchemaLookup(KafkaLogConfig config) {
    this.config = config;
    this.topic = new TopicPartition(config.schemaTopic(), 0);
  }

  @Override
  public Optional<TableVersion> find(Fingerprint fingerprint) {
    PublishedVersion known = versions.get(fingerprint);
    return known != null ? Optional.of(known.version()) : findNew(fingerprint);
  }

  private synchronized Optional<TableVersion> findNew(Fingerprint fingerprint) {
    if (!versions.containsKey(fingerprint)) {
      readAll();
    }
    return Optional.ofNullable(versions.get(fingerprint)).map(PublishedVersion::version);
  }

  /** All that the topic holds now, in the order of their publication. */
  synchronized List<PublishedVersion> all() {
    readAll();
    return versions.values().stream()
        .sorted(Comparator.comparingLong(PublishedVersion::offset))
        .toList();
  }

  private void readAll() {
    try {
      readToEnd();
    } catch (DoppioException e) {
      close();
      throw e;
    }
  }

  private void readToEnd() {
    String doing = "reading topic " + topic.topic();
    if (consumer.isEmpty()) {
      consumer = Optional.of(open(doing));
    }
    Consumer<byte[], byte[]> from = consumer.get();
    long end =
        KafkaConsumers.asking(
            config, doing, () -> from.endOffsets(Set.of(topic), config.timeout()).get(topic));
    long deadline = System.nanoTime() + config.timeout().toNanos();
    while (KafkaConsumers.asking(config, doing, () -> from.position(topic)) < end) {
      KafkaConsumers.asking(config, doing, () -> from.poll(Duration.ofMillis(100)))
          .forEach(this::learn);
      if (System.nanoTime() > deadline) {
        throw KafkaConsumers.unavailable(
            config, doing, new org.apache.kafka.common.errors.TimeoutException("no answer"));
      }
    }
  }

  private Consumer<byte[], byte[]> open(String doing) {
    Consumer<byte[], byte[]> fresh = KafkaConsumers.open(config, Map.of());
    try {
      List<PartitionInfo> found =
          KafkaConsumers.asking(
              config, doing, () -> fresh.partitionsFor(topic.topic(), config.timeout()));
      if (found == null || found.size() != 1) {
        boolean missing = found == null || found.isEmpty();
        throw new DoppioException(
            missing ? FailureKind.LOG_UNAVAILABLE : FailureKind.LOG_REFUSED,
            "topic "
                + topic.topic()
                + " at "
                + config.servers()
                + (missing ? " does not exist yet" : " has " + found.size() + " partitions, not 1")
                + ": the sidecar makes it; in another datacenter the mirror has to copy it beside"
                + " the log");
      }
      fresh.assign(Set.of(topic));
      fresh.seekToBeginning(Set.of(topic));
      return fresh;
    } catch (RuntimeException e) {
      fresh.close();
      throw e;
    }
  }

  /** What is no document's schema is not ours to read; whoever needs it will miss it by name. */
  private void learn(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      String json = new String(record.value(), StandardCharsets.UTF_8);
      TableVersion version = TableVersion.fromAvro(new Schema.Parser().parse(json));
      Instant at = Instant.ofEpochMilli(record.timestamp());
      versions.put(version.fingerprint(), new PublishedVersion(version, at, record.offset()));
    } catch (IllegalArgumentException | AvroRuntimeException e) {
      LOG.debug("{} offset {} is no table version: {}", topic, record.offset(), e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    Optional<Consumer<byte[], byte[]>> closing = consumer;
    consumer = Optional.empty();
    closing.ifPresent(Consumer::close);
  }
}
