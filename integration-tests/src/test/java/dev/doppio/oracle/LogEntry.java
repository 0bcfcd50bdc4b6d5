package dev.doppio.oracle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.Checksum;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of the log, its headers read by the published byte layout and not by the pipeline's
 * code.
 *
 * @param partition Kafka partition
 * @param offset Kafka offset
 * @param generation bytes 1-4 of header p
 * @param sequence bytes 5-12
 * @param ordinal bytes 13-16
 * @param transactions bytes 17-24
 * @param flags bytes 25-26
 * @param segment bytes 27-30
 * @param logId of header b
 * @param gtid of header b; empty text where a run has none
 * @param rows of header e
 * @param checksum of header e
 * @param partitions of header e
 * @param headers p and, where there is one, b, as they stand there
 * @param key the record's key
 * @param value the record's value
 */
public record LogEntry(
    int partition,
    long offset,
    int generation,
    long sequence,
    int ordinal,
    long transactions,
    int flags,
    int segment,
    Optional<UUID> logId,
    Optional<String> gtid,
    Optional<Integer> rows,
    Optional<Integer> checksum,
    Optional<Integer> partitions,
    byte[] headers,
    String key,
    byte[] value) {

  static LogEntry of(ConsumerRecord<byte[], byte[]> record) {
    ByteBuffer p = header(record, "p").orElseThrow();
    if (p.remaining() != 31 || p.get() != 1) {
      throw new AssertionError("header p is not the published one at offset " + record.offset());
    }
    Optional<ByteBuffer> e = header(record, "e");
    if (e.isPresent() && (e.get().remaining() != 13 || e.get().get() != 1)) {
      throw new AssertionError("header e is not the published one at offset " + record.offset());
    }
    return new LogEntry(
        record.partition(),
        record.offset(),
        p.getInt(),
        p.getLong(),
        p.getInt(),
        p.getLong(),
        Short.toUnsignedInt(p.getShort()),
        p.getInt(),
        header(record, "b").map(b -> new UUID(b.getLong(1), b.getLong(9))),
        header(record, "b").map(LogEntry::gtid),
        e.map(ByteBuffer::getInt),
        e.map(ByteBuffer::getInt),
        e.map(ByteBuffer::getInt),
        headers(record),
        record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
        record.value() == null ? new byte[0] : record.value());
  }

  private static Optional<ByteBuffer> header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? Optional.empty() : Optional.of(ByteBuffer.wrap(header.value()));
  }

  private static byte[] headers(ConsumerRecord<byte[], byte[]> record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    header(record, "p").ifPresent(p -> out.writeBytes(p.array()));
    header(record, "b").ifPresent(b -> out.writeBytes(b.array()));
    return out.toByteArray();
  }

  static String gtid(ByteBuffer b) {
    b.position(17);
    String text = "";
    for (int i = 0; i < 3; i++) {
      byte[] bytes = new byte[b.getShort()];
      b.get(bytes);
      text = new String(bytes, StandardCharsets.UTF_8);
    }
    return text;
  }

  /** Adds what the checksum of its run is over, by the published order. */
  public void addTo(Checksum checksum) {
    checksum.update(headers);
    for (byte[] field : new byte[][] {key.getBytes(StandardCharsets.UTF_8), value}) {
      checksum.update(ByteBuffer.allocate(4).putInt(0, field.length));
      checksum.update(field);
    }
    if (end()) {
      checksum.update(
          ByteBuffer.allocate(13)
              .put((byte) 1)
              .putInt(rows.orElseThrow())
              .putInt(0)
              .putInt(partitions.orElseThrow())
              .flip());
    }
  }

  /** B: first of its run. */
  public boolean begin() {
    return (flags & 1) != 0;
  }

  /** E: last of its run. */
  public boolean end() {
    return (flags & 2) != 0;
  }

  /** True on the last piece of a cut value, and on an uncut one. */
  public boolean lastSegment() {
    return (flags & 4) != 0;
  }

  /** True for a document change or the last piece of one: not for control records and a bare E. */
  public boolean endsRow() {
    return (kind() == 0 || kind() == 5) && lastSegment() && !(key.isEmpty() && value.length == 0);
  }

  /** 0 transaction, 1 opening, 2 heartbeat, 3 schema change, 4 mark, 5 snapshot. */
  public int kind() {
    return (flags >> 4) & 0xF;
  }

  /** Place as text, for messages. */
  public String place() {
    return partition + "@" + offset + " " + generation + ":" + sequence + "#" + ordinal;
  }
}
