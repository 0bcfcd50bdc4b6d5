package dev.doppio.bench.arm;

import dev.doppio.bench.process.Waiting;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.NodePositionCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a sidecar is: its position is committed together with the records that it covers. Costs
 * the sidecar nothing. One thread.
 */
final class PositionWatch implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(10);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final byte[] key;
  private final NodePositionCodec codec = new NodePositionCodec();

  PositionWatch(KafkaCluster kafka, SidecarFile file) {
    this.key = file.node().getBytes(StandardCharsets.UTF_8);
    this.consumer = Consumers.committed(kafka);
    this.partition = new TopicPartition(file.positions(), 0);
    consumer.assign(List.of(partition));
    consumer.seekToEnd(List.of(partition));
    consumer.position(partition);
  }

  /** Waits until all of this is in the log, committed. */
  void awaitCovering(GtidSet executed, Waiting waiting) {
    boolean covered = false;
    while (!covered) {
      waiting.check("the log to have all of the backlog");
      covered = last(consumer.poll(PATIENCE)).filter(at -> at.contains(executed)).isPresent();
    }
  }

  /** The topic also says which process writes, under another key. */
  private Optional<GtidSet> last(ConsumerRecords<byte[], byte[]> records) {
    Optional<byte[]> last = Optional.empty();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (Arrays.equals(key, record.key())) {
        last = Optional.of(record.value());
      }
    }
    return last.map(position -> codec.decode(position).source().executed());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
