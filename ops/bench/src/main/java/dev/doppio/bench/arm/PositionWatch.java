package dev.doppio.bench.arm;

import dev.doppio.bench.process.Waiting;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.NodePositionCodec;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
  private final NodePositionCodec codec = new NodePositionCodec();

  PositionWatch(KafkaCluster kafka, String topic) {
    this.consumer = Consumers.committed(kafka);
    this.partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToEnd(List.of(partition));
    consumer.position(partition);
  }

  /** Waits until all of this is in the log, committed. */
  void awaitCovering(GtidSet executed, Waiting waiting) {
    boolean covered = false;
    while (!covered) {
      waiting.check("the log to have all of the backlog");
      List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(PATIENCE).records(partition);
      covered =
          !records.isEmpty()
              && codec
                  .decode(records.get(records.size() - 1).value())
                  .source()
                  .executed()
                  .contains(executed);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
