package dev.doppio.oracle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything a stock {@code read_committed} consumer sees in one topic, up to its end. */
public final class LogDump {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private final List<LogEntry> entries;
  private final StockAvro avro;

  private LogDump(List<LogEntry> entries, StockAvro avro) {
    this.entries = entries;
    this.avro = avro;
  }

  /**
   * Reads {@code doppio.<database>} and then the schema topic of one cluster. In this order, since
   * a schema is acknowledged before its first use: what the log holds by now can be decoded.
   */
  public static LogDump of(String bootstrap, String database) {
    List<LogEntry> entries =
        read(bootstrap, "doppio." + database).stream().map(LogEntry::of).toList();
    return new LogDump(entries, schemas(bootstrap));
  }

  /** The same of a copy of the log, {@code <prefix>.<database>}. */
  public static LogDump of(String bootstrap, String prefix, String database) {
    List<LogEntry> entries =
        read(bootstrap, prefix + "." + database).stream().map(LogEntry::of).toList();
    return new LogDump(entries, schemas(bootstrap));
  }

  static StockAvro schemas(String bootstrap) {
    StockAvro avro = new StockAvro();
    for (ConsumerRecord<byte[], byte[]> record : read(bootstrap, "doppio.schemas")) {
      avro.add(new String(record.value(), StandardCharsets.UTF_8));
    }
    return avro;
  }

  static List<ConsumerRecord<byte[], byte[]>> read(String bootstrap, String topic) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (all.stream().anyMatch(tp -> consumer.position(tp) < ends.get(tp))) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(topic + " was not read to its end within " + LIMIT);
        }
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  /** All records, partition by partition in offset order. */
  public List<LogEntry> entries() {
    return entries;
  }

  /** The records of each partition. */
  public Map<Integer, List<LogEntry>> byPartition() {
    return entries.stream()
        .collect(Collectors.groupingBy(LogEntry::partition, TreeMap::new, Collectors.toList()));
  }

  /** Document changes of source transactions by GTID, as {@code table key operation}. */
  public Map<String, List<String>> changesByGtid() {
    Map<String, List<String>> changes = new HashMap<>();
    byPartition().values().forEach(partition -> collect(partition, changes));
    return changes;
  }

  private void collect(List<LogEntry> partition, Map<String, List<String>> changes) {
    String gtid = "";
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    for (LogEntry entry : partition) {
      gtid = entry.gtid().orElse(gtid);
      if (entry.segment() == 0) {
        value.reset();
      }
      value.writeBytes(entry.value());
      if (entry.kind() == 0 && entry.endsRow()) {
        GenericRecord change = avro.read(value.toByteArray());
        changes
            .computeIfAbsent(gtid, g -> new ArrayList<>())
            .add(change.get("table") + " " + entry.key() + " " + change.get("operation"));
      }
    }
  }

  /** The envelope of a record that is one uncut document change. */
  public GenericRecord change(LogEntry entry) {
    return avro.read(entry.value());
  }

  /** The document inside an envelope's {@code after} or {@code before}. */
  public GenericRecord document(Object bytes) {
    java.nio.ByteBuffer buffer = ((java.nio.ByteBuffer) bytes).duplicate();
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(copy);
    return avro.read(copy);
  }
}
