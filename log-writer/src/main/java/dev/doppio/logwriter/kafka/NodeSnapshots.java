package dev.doppio.logwriter.kafka;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.TopicNames;
import dev.doppio.schemas.source.SnapshotCodec;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.TableSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A node's topic of snapshots. What was asked for of a table, and how far it is, are two records:
 * the first is written by whoever asks, the second in the node's transactions, so that neither
 * overwrites the other.
 */
final class NodeSnapshots {
  private static final String REQUEST = "request ";
  private static final String PROGRESS = "progress ";

  private final TopicPartition partition;
  private final SnapshotCodec codec = new SnapshotCodec();
  private final Map<String, SnapshotRequest> requests = new HashMap<>();
  private final Map<String, TableSnapshot> progress = new HashMap<>();
  private long next;

  NodeSnapshots(TopicNames topics, String node) {
    this.partition = new TopicPartition(topics.snapshots(node), 0);
  }

  /** All progress that is committed, once whatever stands in the topic now has been decided. */
  List<TableSnapshot> progress(LogTail tail) {
    upTo(tail, tail.settledEnd(partition));
    return List.copyOf(progress.values());
  }

  /** The last request of each table, and its progress, as readers see them at once. */
  NodeSnapshots look(LogTail tail) {
    upTo(tail, tail.bounds(partition).end());
    return this;
  }

  /** As last looked at. */
  List<SnapshotRequest> requests() {
    return List.copyOf(requests.values());
  }

  /** As last looked at. */
  List<TableSnapshot> progress() {
    return List.copyOf(progress.values());
  }

  private void upTo(LogTail tail, long end) {
    if (end > next) {
      long start = Math.max(next, tail.bounds(partition).start());
      tail.forEach(partition, start, end, this::apply);
      next = end;
    }
  }

  private void apply(ConsumerRecord<byte[], byte[]> record) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    boolean forgotten = record.value() == null;
    if (key.startsWith(REQUEST)) {
      requests.compute(key, (k, old) -> forgotten ? null : codec.request(record.value()));
    } else if (key.startsWith(PROGRESS)) {
      progress.compute(key, (k, old) -> forgotten ? null : codec.snapshot(record.value()));
    }
  }

  ProducerRecord<byte[], byte[]> record(SnapshotRequest request) {
    return record(REQUEST, request.table(), codec.encode(request));
  }

  ProducerRecord<byte[], byte[]> record(TableSnapshot snapshot) {
    return record(PROGRESS, snapshot.table(), codec.encode(snapshot));
  }

  private ProducerRecord<byte[], byte[]> record(String kind, TableName table, byte[] value) {
    byte[] key = (kind + table.quoted()).getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(partition.topic(), 0, key, value);
  }
}
