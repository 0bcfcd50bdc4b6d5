package dev.doppio.logwriter.kafka;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.TableSnapshot;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Snapshots of a storage node's tables, as its log tells of them. What is asked for here the node's
 * sidecar reads. Used by one thread.
 */
public final class KafkaSnapshots implements AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final NodeSnapshots snapshots;
  private final NodeTables tables;
  private final ClientSettings settings;
  private final KafkaFailures failures;
  private final Admin admin;
  private final LogTail tail;

  KafkaSnapshots(
      KafkaLogConfig config,
      ClientSettings settings,
      KafkaFailures failures,
      Admin admin,
      LogTail tail) {
    this.snapshots = new NodeSnapshots(config.topics(), config.origin().node());
    this.tables = new NodeTables(config.topics(), config.origin().node());
    this.settings = settings;
    this.failures = failures;
    this.admin = admin;
    this.tail = tail;
  }

  /** The node's captured tables. */
  public Map<TableName, TableVersion> tables() {
    return tables.read(tail);
  }

  /**
   * Asks for snapshots; returns when the brokers have it.
   *
   * @throws dev.doppio.schemas.failure.DoppioException LOG_UNAVAILABLE, LOG_DENIED
   */
  public void request(Collection<SnapshotRequest> requests) {
    String doing = "asking for snapshots";
    KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings.idempotentProducer());
    try {
      for (SnapshotRequest request : requests) {
        failures.await(producer.send(snapshots.record(request)), doing);
      }
    } catch (RuntimeException e) {
      throw failures.of(e, doing);
    } finally {
      producer.close(CLOSE_WITHIN);
    }
  }

  /** How far the last snapshot of each table is, as a reader sees it at once. */
  public List<TableSnapshot> progress() {
    return snapshots.look(tail).progress();
  }

  /** Idempotent. */
  @Override
  public void close() {
    try (admin) {
      tail.close();
    }
  }
}
