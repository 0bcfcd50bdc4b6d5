package dev.doppio.bench.arm;

import dev.doppio.local.kafka.KafkaCluster;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers in no group. */
public final class Consumers {
  private Consumers() {}

  /** One that sees what is committed; to be closed by the caller. */
  public static KafkaConsumer<byte[], byte[]> committed(KafkaCluster kafka) {
    Map<String, Object> settings = new HashMap<>(kafka.adminProperties());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
