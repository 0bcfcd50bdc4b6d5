package dev.doppio.logwriter.kafka;

import dev.doppio.logwriter.LogView;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.source.NodePosition;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A look at the log on Kafka. Owns its admin client and its consumer. */
final class KafkaView implements LogView {
  private final KafkaLogConfig config;
  private final LogTopics topics;
  private final Map<String, LogId> logIds;
  private final Admin admin;
  private final LogTail tail;
  private final KafkaLedger ledger;

  /**
   * @param config of the log
   * @param topics that are there
   * @param admin closed with the view
   * @param tail closed with the view
   * @param ledger reads with this tail
   */
  KafkaView(
      KafkaLogConfig config, LogTopics topics, Admin admin, LogTail tail, KafkaLedger ledger) {
    this.config = config;
    this.topics = topics;
    this.logIds = topics.logIds();
    this.admin = admin;
    this.tail = tail;
    this.ledger = ledger;
  }

  Admin admin() {
    return admin;
  }

  LogTail tail() {
    return tail;
  }

  TopicPartition kafka(PartitionId partition) {
    return new TopicPartition(config.topics().log(partition), partition.number());
  }

  @Override
  public LogId logId(String database) {
    return Optional.ofNullable(logIds.get(database))
        .orElseThrow(() -> new IllegalArgumentException(database + " is not configured"));
  }

  @Override
  public Optional<LogRecord> last(PartitionId partition) {
    tail.settledEnd(kafka(partition));
    return lastVisible(partition);
  }

  @Override
  public Optional<LogRecord> lastVisible(PartitionId partition) {
    return lastOf(kafka(partition)).map(KafkaRecords::read);
  }

  Optional<ConsumerRecord<byte[], byte[]>> lastOf(TopicPartition partition) {
    return tail.last(partition, record -> true);
  }

  @Override
  public Optional<NodePosition> position(String node) {
    NodePositions positions = new NodePositions(config.topics(), node);
    return topics.exists(positions.partition().topic()) ? positions.last(tail) : Optional.empty();
  }

  @Override
  public KafkaLedger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    try (admin;
        tail) {
      // Closing is all.
    }
  }
}
