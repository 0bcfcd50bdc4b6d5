package dev.doppio.logwriter.kafka;

import dev.doppio.logwriter.Ledger;
import dev.doppio.logwriter.Orphan;
import dev.doppio.logwriter.WritableLog;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A session of the log on Kafka: the node's producer, from its initialisation to its end. */
final class KafkaSession implements WritableLog.Session {
  private final KafkaLogConfig config;
  private final KafkaView view;
  private final KafkaFailures failures;
  private final NodeProducer producer;
  private final SchemaTopic schemas;
  private final NodePositions positions;
  private final NodeTables tables;
  private final NodeSnapshots snapshots;
  private final Map<String, String> logs;

  /**
   * @param config of the log
   * @param view reads the log
   * @param failures tells what Kafka's exceptions mean
   * @param producer initialised
   * @param schemas where schemas go
   */
  KafkaSession(
      KafkaLogConfig config,
      KafkaView view,
      KafkaFailures failures,
      NodeProducer producer,
      SchemaTopic schemas) {
    this.config = config;
    this.view = view;
    this.failures = failures;
    this.producer = producer;
    this.schemas = schemas;
    this.positions = new NodePositions(config.topics(), config.origin().node());
    this.tables = new NodeTables(config.topics(), config.origin().node());
    this.snapshots = new NodeSnapshots(config.topics(), config.origin().node());
    this.logs =
        config.databases().stream()
            .map(DatabaseLayout::database)
            .collect(Collectors.toMap(Function.identity(), config.topics()::log));
  }

  @Override
  public LogId logId(String database) {
    return view.logId(database);
  }

  @Override
  public Optional<LogRecord> last(PartitionId partition) {
    view.tail().settledEnd(view.kafka(partition));
    return lastVisible(partition);
  }

  @Override
  public Optional<LogRecord> lastVisible(PartitionId partition) {
    TopicPartition kafka = view.kafka(partition);
    Optional<ConsumerRecord<byte[], byte[]>> last = view.lastOf(kafka);
    last.ifPresent(producer::found);
    long start = last.isPresent() ? 0 : view.tail().bounds(kafka).start();
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
    return positions.last(view.tail());
  }

  @Override
  public Map<TableName, TableVersion> tables() {
    return tables.read(view.tail());
  }

  @Override
  public Optional<NodePosition> position(String node) {
    return view.position(node);
  }

  @Override
  public Ledger ledger() {
    return view.ledger();
  }

  @Override
  public void fence(Set<String> transactionalIds) {
    String doing = "fencing the producers " + new TreeSet<>(transactionalIds);
    try {
      failures.await(view.admin().fenceProducers(transactionalIds).all(), doing);
    } catch (RuntimeException e) {
      throw failures.of(e, doing);
    }
  }

  @Override
  public void publish(Schema schema) {
    schemas.publish(schema);
  }

  @Override
  public boolean admits(long bytes) {
    return producer.admits(bytes);
  }

  @Override
  public void begin() {
    producer.begin();
  }

  @Override
  public void append(PartitionId partition, LogRecord record) {
    producer.send(KafkaRecords.of(logs.get(partition.database()), partition.number(), record));
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
  public void table(TableName table, Optional<TableVersion> version) {
    producer.send(tables.record(table, version));
  }

  @Override
  public List<TableSnapshot> snapshots() {
    return snapshots.progress(view.tail());
  }

  @Override
  public List<SnapshotRequest> requests() {
    return snapshots.look(view.tail()).requests();
  }

  @Override
  public void snapshot(TableSnapshot snapshot) {
    producer.send(snapshots.record(snapshot));
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
    try (view;
        schemas;
        producer) {
      // Closing is all: last opened, first closed.
    }
  }
}
