package dev.doppio.logwriter.kafka;

import dev.doppio.schemas.change.LogSchemas;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The topic of schemas: fingerprint in hex -> schema as JSON. All nodes write it, so it stays out
 * of their transactions: one node's open transaction would hide the schemas of all others.
 */
final class SchemaTopic implements AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final String topic;
  private final KafkaFailures failures;
  private final KafkaProducer<byte[], byte[]> producer;

  SchemaTopic(String topic, ClientSettings settings, KafkaFailures failures) {
    this.topic = topic;
    this.failures = failures;
    this.producer = new KafkaProducer<>(settings.idempotentProducer());
  }

  /** Returns when the brokers have it. Content-addressed: writing it twice does no harm. */
  void publish(Schema schema) {
    String fingerprint = LogSchemas.fingerprint(schema).toString();
    String doing = "publishing schema " + fingerprint + " of " + schema.getFullName();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, 0, utf8(fingerprint), utf8(schema.toString()));
    try {
      failures.await(producer.send(record), doing);
    } catch (RuntimeException e) {
      throw failures.of(e, doing);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close(CLOSE_WITHIN);
  }
}
