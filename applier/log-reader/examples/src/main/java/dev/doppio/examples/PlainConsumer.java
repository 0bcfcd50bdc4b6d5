package dev.doppio.examples;

import dev.doppio.schemas.change.ChangeCodec;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.Place;
import dev.doppio.schemas.log.RunKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Prints a database's changes by Kafka's consumer and the log's Avro alone. It sees committed
 * records, in order, decoded. It does not see what the log reader checks: that a transaction is
 * whole, that none is missing, and that none comes twice out of a mirror or a restart.
 */
public final class PlainConsumer implements AutoCloseable {
  private final ChangeCodec codec = new ChangeCodec();
  private final Map<Fingerprint, TableVersion> versions = new HashMap<>();
  private final Map<Integer, ByteArrayOutputStream> segments = new HashMap<>();
  private final KafkaConsumer<byte[], byte[]> schemas;
  private final KafkaConsumer<byte[], byte[]> changes;

  private PlainConsumer(String servers, String database) {
    schemas = fromTheStart(servers, "doppio.schemas");
    changes = fromTheStart(servers, "doppio." + database);
  }

  /** {@code PlainConsumer broker:9092 shop}. */
  public static void main(String[] arguments) {
    follow(arguments[0], arguments[1], System.out::println, () -> false);
  }

  /** Until it is told to end. */
  public static void follow(
      String servers, String database, Consumer<String> out, BooleanSupplier ending) {
    try (PlainConsumer consumer = new PlainConsumer(servers, database)) {
      while (!ending.getAsBoolean()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.changes.poll(Duration.ofSeconds(1))) {
          consumer.line(record).ifPresent(out);
        }
      }
    }
  }

  private static KafkaConsumer<byte[], byte[]> fromTheStart(String servers, String topic) {
    Map<String, Object> kafka =
        Map.of("bootstrap.servers", servers, "isolation.level", "read_committed");
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka, bytes, bytes);
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /** A line when the record ends a change: control records are none, and a large one is cut. */
  private Optional<String> line(ConsumerRecord<byte[], byte[]> record) {
    Place place = Place.decode(record.headers().lastHeader(Place.HEADER).value());
    boolean change = place.kind() == RunKind.TRANSACTION || place.kind() == RunKind.SNAPSHOT;
    if (!change || record.key().length == 0) {
      return Optional.empty();
    }
    ByteArrayOutputStream value =
        segments.computeIfAbsent(record.partition(), partition -> new ByteArrayOutputStream());
    value.writeBytes(record.value());
    if (!place.lastSegment()) {
      return Optional.empty();
    }
    segments.remove(record.partition());
    DocumentChange read = codec.decode(record.key(), value.toByteArray(), this::version);
    return Optional.of(place.scn() + " " + read.operation() + " " + read.key());
  }

  /** A schema is in its topic before the first record that needs it. */
  private Optional<TableVersion> version(Fingerprint fingerprint) {
    boolean more = true;
    while (more && !versions.containsKey(fingerprint)) {
      more = false;
      for (ConsumerRecord<byte[], byte[]> record : schemas.poll(Duration.ofSeconds(5))) {
        more = true;
        learn(new Schema.Parser().parse(new String(record.value(), StandardCharsets.UTF_8)));
      }
    }
    return Optional.ofNullable(versions.get(fingerprint));
  }

  /** The schemas of the envelope and of control records are there as well. */
  private void learn(Schema schema) {
    if (schema.getObjectProp("doppio") != null) {
      TableVersion version = TableVersion.fromAvro(schema);
      versions.put(version.fingerprint(), version);
    }
  }

  @Override
  public void close() {
    changes.close();
    schemas.close();
  }
}
