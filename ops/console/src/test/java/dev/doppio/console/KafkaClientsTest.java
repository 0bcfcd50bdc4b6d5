package dev.doppio.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.console.kafka.KafkaClientMeters;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

final class KafkaClientsTest {
  /** Nobody listens there; a client has its figures before it has a connection. */
  private static final Map<String, Object> CLIENT =
      Map.of(
          "bootstrap.servers",
          "127.0.0.1:1",
          "client.id",
          "reader",
          "metric.reporters",
          KafkaClientMeters.class.getName());

  @Test
  void theFiguresOfAClientComeAndGoWithIt() {
    String series = "kafka_consumer_connection_count{client_id=\"reader\"}";
    try (Metrics metrics = new Metrics()) {
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(CLIENT, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        assertThat(metrics.scrape()).contains(series + " 0.0");
      }
      assertThat(metrics.scrape()).doesNotContain("kafka_");
    }
  }
}
