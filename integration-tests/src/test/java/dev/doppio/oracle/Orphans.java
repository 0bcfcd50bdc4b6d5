package dev.doppio.oracle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What nodes committed to partitions that they did not master, as a stock consumer sees it in their
 * topics {@code doppio.orphans.<node>}.
 *
 * @param changes in the order of each topic
 */
public record Orphans(List<Change> changes) {
  private static final int HEADER_BYTES = 10;

  public Orphans {
    changes = List.copyOf(changes);
  }

  /**
   * A change of one document.
   *
   * @param partition where it would belong
   * @param gtid of its transaction
   * @param key of the document
   * @param what {@code table key operation}
   */
  public record Change(int partition, String gtid, String key, String what) {}

  /** Of a log whose nodes never lost a partition. */
  public static Orphans none() {
    return new Orphans(List.of());
  }

  /** Those that nodes have of one database. */
  public static Orphans of(String bootstrap, String database, List<String> nodes) {
    List<Change> changes = new ArrayList<>();
    for (String node : nodes) {
      List<ConsumerRecord<byte[], byte[]>> records =
          LogDump.read(bootstrap, "doppio.orphans." + node);
      collect(records, LogDump.schemas(bootstrap), database, changes);
    }
    return new Orphans(changes);
  }

  private static void collect(
      List<ConsumerRecord<byte[], byte[]>> records,
      StockAvro avro,
      String database,
      List<Change> changes) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      ByteBuffer o = header(record, "o");
      if (o.get() != 1) {
        throw new AssertionError("header o is not the published one at " + record.offset());
      }
      int partition = o.getInt();
      int segment = o.getInt();
      boolean last = o.get() == 1;
      byte[] name = new byte[o.capacity() - HEADER_BYTES];
      o.get(name);
      if (segment == 0) {
        value.reset();
      }
      value.writeBytes(record.value());
      if (last && database.equals(new String(name, StandardCharsets.UTF_8))) {
        changes.add(change(record, partition, avro.read(value.toByteArray())));
      }
    }
  }

  private static Change change(
      ConsumerRecord<byte[], byte[]> record, int partition, GenericRecord envelope) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    String what = envelope.get("table") + " " + key + " " + envelope.get("operation");
    return new Change(partition, LogEntry.gtid(header(record, "b")), key, what);
  }

  private static ByteBuffer header(ConsumerRecord<byte[], byte[]> record, String name) {
    return ByteBuffer.wrap(record.headers().lastHeader(name).value());
  }

  /** Changes by GTID, as {@code table key operation}. */
  public Map<String, List<String>> changesByGtid() {
    return changes.stream()
        .collect(
            Collectors.groupingBy(
                Change::gtid, Collectors.mapping(Change::what, Collectors.toList())));
  }
}
