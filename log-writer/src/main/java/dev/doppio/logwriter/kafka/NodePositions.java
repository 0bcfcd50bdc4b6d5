package dev.doppio.logwriter.kafka;

import dev.doppio.schemas.log.TopicNames;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.NodePositionCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A node's positions topic: the node's name -> its position. */
final class NodePositions {
  private final TopicPartition partition;
  private final byte[] key;
  private final NodePositionCodec codec = new NodePositionCodec();

  NodePositions(TopicNames topics, String node) {
    this.partition = new TopicPartition(topics.positions(node), 0);
    this.key = node.getBytes(StandardCharsets.UTF_8);
  }

  TopicPartition partition() {
    return partition;
  }

  /** The last committed position. */
  Optional<NodePosition> last(LogTail tail) {
    return tail.last(partition, record -> Arrays.equals(key, record.key()))
        .map(record -> codec.decode(record.value()));
  }

  ProducerRecord<byte[], byte[]> record(NodePosition position) {
    return new ProducerRecord<>(partition.topic(), 0, key, codec.encode(position));
  }
}
