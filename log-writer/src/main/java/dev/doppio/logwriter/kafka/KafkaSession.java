package dev.doppio.logwriter.kafka;

import dev.doppio.logwriter.Orphan;
import dev.doppio.logwriter.WritableLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.source.NodePosition;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A session of the log on Kafka: the node's producer, from its initialisation to its end. */
final class KafkaSession implements WritableLog.Session {
  private final KafkaLogConfig config;
  private final Map<String, LogId> logIds;
  private final NodeProducer producer;
  private final SchemaTopic schemas;
  private final LogTail tail;
  private final NodePositions positions;

  /**
   * @param config of the log
   * @param logIds of each database
   * @param producer initialised
   * @param schemas where schemas go
   * @param tail reads the log
   */
  KafkaSession(
      KafkaLogConfig config,
      Map<String, LogId> logIds,
      NodeProducer producer,
      SchemaTopic schemas,
      LogTail tail) {
    this.config = config;
    this.logIds = logIds;
    this.producer = producer;
    this.schemas = schemas;
    this.tail = tail;
    this.positions = new NodePositions(config);
  }

  @Override
  public LogId logId(String database) {
    return Optional.ofNullable(logIds.get(database))
        .orElseThrow(() -> new IllegalArgumentException(database + " is not configured"));
  }

  @Override
  public Optional<LogRecord> last(PartitionId partition) {
    TopicPartition kafka = new TopicPartition(config.topics().log(partition), partition.number());
    Optional<ConsumerRecord<byte[], byte[]>> last = tail.last(kafka, record -> true);
    last.ifPresent(producer::found);
    long start = last.isPresent() ? 0 : tail.bounds(kafka).start();
    if (start > 0) {
      throw new DoppioException(
          FailureKind.LOG_REFUSED,
          partition
              + " is empty, but begins at offset "
              + start
              + ": retention has removed every record, and with them the place where this node"
              + " stood. Raise retention.ms of topic "
              + kafka.topic()
              + " beyond the longest stop of a node; to begin a new log, delete the topic and the"
              + " node's positions topic "
              + positions.partition().topic());
    }
    return last.map(KafkaRecords::read);
  }

  @Override
  public Optional<NodePosition> position() {
    return positions.last(tail);
  }

  @Override
  public void publish(Schema schema) {
    schemas.publish(schema);
  }

  @Override
  public void begin() {
    producer.begin();
  }

  @Override
  public void append(PartitionId partition, LogRecord record) {
    producer.send(KafkaRecords.of(config.topics().log(partition), partition.number(), record));
  }

  @Override
  public void orphan(Orphan orphan) {
    producer.send(KafkaRecords.of(config.topics().orphans(config.origin().node()), orphan));
  }

  @Override
  public void position(NodePosition position) {
    producer.send(positions.record(position));
  }

  @Override
  public void commit() {
    producer.commit();
  }

  @Override
  public void abort() {
    producer.abort();
  }

  /** Aborts an open transaction where the brokers can be reached, else leaves it to time-out. */
  @Override
  public void close() {
    try (tail;
        schemas;
        producer) {
      // Closing is all: last opened, first closed.
    }
  }
}
