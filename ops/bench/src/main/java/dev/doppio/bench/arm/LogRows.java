package dev.doppio.bench.arm;

import dev.doppio.local.LocalException;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.schemas.log.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Counts the document changes in a log, as a consumer of committed records sees them. */
final class LogRows {
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final int EMPTY_POLLS = 150;

  private LogRows() {}

  static long count(KafkaCluster kafka, String topic, int partitions) {
    List<TopicPartition> all =
        IntStream.range(0, partitions).mapToObj(n -> new TopicPartition(topic, n)).toList();
    try (KafkaConsumer<byte[], byte[]> consumer = Consumers.committed(kafka)) {
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      long rows = 0;
      int empty = 0;
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        long before = rows;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
          rows += isRow(record) ? 1 : 0;
        }
        empty = rows == before ? empty + 1 : 0;
        if (empty > EMPTY_POLLS) {
          throw new LocalException("Nothing more comes out of " + topic + " after " + rows);
        }
      }
      return rows;
    }
  }

  /** A value that was cut counts once; a control record, or an end without a row, does not. */
  private static boolean isRow(ConsumerRecord<byte[], byte[]> record) {
    Place place = Place.decode(record.headers().lastHeader(Place.HEADER).value());
    return !place.kind().isControl() && place.lastSegment() && record.value().length > 0;
  }
}
