package dev.doppio.logwriter.kafka;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.TopicNames;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A node's topic of table structures: the quoted name -> the version's Avro schema, as JSON. */
final class NodeTables {
  private final TopicPartition partition;

  NodeTables(TopicNames topics, String node) {
    this.partition = new TopicPartition(topics.tables(node), 0);
  }

  /** All that is committed. */
  Map<TableName, TableVersion> read(LogTail tail) {
    Map<String, byte[]> last = new HashMap<>();
    long end = tail.settledEnd(partition);
    tail.forEach(
        partition,
        tail.bounds(partition).start(),
        end,
        record -> last.put(text(record.key()), record.value()));
    Map<TableName, TableVersion> tables = new HashMap<>();
    for (byte[] schema : last.values()) {
      if (schema != null) {
        TableVersion version = TableVersion.fromAvro(new Schema.Parser().parse(text(schema)));
        tables.put(version.name(), version);
      }
    }
    return tables;
  }

  ProducerRecord<byte[], byte[]> record(TableName table, Optional<TableVersion> version) {
    byte[] schema = version.map(known -> bytes(known.avro().toString())).orElse(null);
    return new ProducerRecord<>(partition.topic(), 0, bytes(table.quoted()), schema);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
