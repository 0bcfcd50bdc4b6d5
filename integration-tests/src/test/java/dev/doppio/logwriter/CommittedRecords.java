package dev.doppio.logwriter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.servers.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a stock consumer that reads committed data sees of a topic, in partition order. */
final class CommittedRecords {
  private CommittedRecords() {}

  static List<ConsumerRecord<byte[], byte[]>> of(String topic, int partitions) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            Servers.kafka("dc1").bootstrap(),
            "isolation.level",
            "read_committed",
            "enable.auto.commit",
            false,
            "auto.offset.reset",
            "earliest",
            "key.deserializer",
            ByteArrayDeserializer.class,
            "value.deserializer",
            ByteArrayDeserializer.class);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      List<TopicPartition> all =
          IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      Instant deadline = Instant.now().plusSeconds(30);
      while (!all.stream().allMatch(p -> consumer.position(p) >= ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        assertThat(Instant.now()).as("reading %s", topic).isBefore(deadline);
      }
    }
    return records;
  }
}
