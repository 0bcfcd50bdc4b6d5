package dev.doppio.logreader.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Table versions that a topic of copied runs needs: those of the log's schema topic that its own
 * one does not have. Used by one thread.
 */
final class TableVersionCopy implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final KafkaLogConfig from;
  private final KafkaLogConfig to;
  private final Consumer<byte[], byte[]> consumer;
  private final Set<String> there = new HashSet<>();

  /** Reads which ones are there. */
  TableVersionCopy(KafkaLogConfig from, KafkaLogConfig to) {
    this.from = from;
    this.to = to;
    try (Consumer<byte[], byte[]> held = consumer(to)) {
      rest(to, held).forEach(record -> there.add(name(record)));
    }
    this.consumer = consumer(from);
  }

  private static Consumer<byte[], byte[]> consumer(KafkaLogConfig config) {
    Consumer<byte[], byte[]> consumer = KafkaConsumers.open(config, Map.of());
    Set<TopicPartition> topic = Set.of(topic(config));
    consumer.assign(topic);
    consumer.seekToBeginning(topic);
    return consumer;
  }

  private static TopicPartition topic(KafkaLogConfig config) {
    return new TopicPartition(config.schemaTopic(), 0);
  }

  /** What was published since it was asked last, and is not there. */
  List<ProducerRecord<byte[], byte[]>> missing() {
    return rest(from, consumer).stream()
        .filter(record -> there.add(name(record)))
        .map(
            record ->
                new ProducerRecord<>(
                    to.schemaTopic(), 0, record.timestamp(), record.key(), record.value()))
        .toList();
  }

  private static String name(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), US_ASCII);
  }

  /** From the consumer's position to what is the topic's end now. */
  private static List<ConsumerRecord<byte[], byte[]>> rest(
      KafkaLogConfig config, Consumer<byte[], byte[]> consumer) {
    TopicPartition topic = topic(config);
    List<ConsumerRecord<byte[], byte[]>> rest = new ArrayList<>();
    return KafkaConsumers.asking(
        config,
        "reading table versions",
        () -> {
          long end = consumer.endOffsets(Set.of(topic)).get(topic);
          while (consumer.position(topic) < end) {
            consumer.poll(POLL).forEach(rest::add);
          }
          return rest;
        });
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSING));
  }
}
