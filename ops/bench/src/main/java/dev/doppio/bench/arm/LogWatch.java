package dev.doppio.bench.arm;

import dev.doppio.bench.process.Waiting;
import dev.doppio.local.LocalException;
import dev.doppio.local.kafka.KafkaCluster;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Where a topic ends, records that are not committed included. One thread. */
final class LogWatch implements AutoCloseable {
  private final Admin admin;
  private final Map<TopicPartition, OffsetSpec> partitions;

  LogWatch(KafkaCluster kafka, String topic, int partitions) {
    this.admin = kafka.admin();
    this.partitions =
        IntStream.range(0, partitions)
            .mapToObj(number -> new TopicPartition(topic, number))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
  }

  /** Sum of the ends of its partitions. */
  long end() throws InterruptedException {
    try {
      return admin.listOffsets(partitions).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return 0; // just made, and not known to the broker yet
      }
      throw new LocalException("Cannot tell the end of " + partitions.keySet() + ": " + e, e);
    }
  }

  void awaitEnd(long atLeast, Waiting waiting) throws InterruptedException {
    while (end() < atLeast) {
      waiting.pause("record " + atLeast + " of " + partitions.keySet().iterator().next().topic());
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
