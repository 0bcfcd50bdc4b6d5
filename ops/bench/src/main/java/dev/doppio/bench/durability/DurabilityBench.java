package dev.doppio.bench.durability;

import dev.doppio.local.LocalException;
import dev.doppio.local.kafka.KafkaCluster;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Rounds of writing to three brokers, in each of which the leader is killed. One thread. */
public final class DurabilityBench {
  private static final short REPLICAS = 3;
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final KafkaCluster kafka;
  private final DurabilityLoad load;

  /**
   * @param kafka three brokers
   * @param load of each round
   */
  public DurabilityBench(KafkaCluster kafka, DurabilityLoad load) {
    this.kafka = kafka;
    this.load = load;
  }

  /** Writes, kills the leader half-way, brings it back, and looks what is there. */
  public Fate round(Acks acks, int number) throws InterruptedException {
    String topic = "durability-" + acks.setting() + "-" + number;
    create(topic);
    PacedProducer producer = new PacedProducer(kafka, topic, acks, load);
    producer.run(() -> kafka.kill(leader(topic)));
    kafka.startAll();
    BitSet found = new BitSet();
    int repeated = read(topic, found);
    BitSet acknowledged = producer.acknowledged();
    return new Fate(
        acks,
        producer.sent(),
        acknowledged.cardinality(),
        producer.refused(),
        Fate.missing(acknowledged, found),
        repeated,
        producer.latencies(),
        producer.stallMillis());
  }

  private void create(String topic) {
    Map<String, String> settings = Map.of("min.insync.replicas", "2");
    try (Admin admin = kafka.admin()) {
      admin.createTopics(List.of(new NewTopic(topic, 1, REPLICAS).configs(settings))).all().get();
    } catch (ExecutionException | InterruptedException e) {
      throw failed("make the topic " + topic, e);
    }
  }

  private int leader(String topic) {
    try (Admin admin = kafka.admin()) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .get(0)
          .leader()
          .id();
    } catch (ExecutionException | InterruptedException e) {
      throw failed("find the leader of " + topic, e);
    }
  }

  private static LocalException failed(String what, Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new LocalException("Cannot " + what + ": " + e, e);
  }

  /** Notes what is there; returns how many records were there already. */
  private int read(String topic, BitSet found) {
    Map<String, Object> settings = new HashMap<>(kafka.adminProperties());
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      int repeated = 0;
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
          int number = ByteBuffer.wrap(record.key()).getInt();
          repeated += found.get(number) ? 1 : 0;
          found.set(number);
        }
      }
      return repeated;
    }
  }
}
