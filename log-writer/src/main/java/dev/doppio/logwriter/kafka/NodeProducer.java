package dev.doppio.logwriter.kafka;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The node's transactional producer, and what its failures mean. Used by one thread; after an
 * exception only close is allowed.
 */
final class NodeProducer implements AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaFailures failures;
  private final LogTail tail;
  private final TopicPartition positions;
  private final TransactionTimeouts timeouts;
  private final Incarnation incarnation = Incarnation.create();
  private final Acknowledgements acknowledgements = new Acknowledgements();
  private Optional<Long> begunNanos = Optional.empty();
  private long records;
  private long bytes;

  /**
   * @param settings of the producer
   * @param failures tells what Kafka's exceptions mean
   * @param tail reads the positions topic
   * @param positions where incarnations are named
   * @param timeouts outlives this producer
   */
  NodeProducer(
      ClientSettings settings,
      KafkaFailures failures,
      LogTail tail,
      TopicPartition positions,
      TransactionTimeouts timeouts) {
    this.failures = failures;
    this.tail = tail;
    this.positions = positions;
    this.timeouts = timeouts;
    this.producer = new KafkaProducer<>(settings.producer(timeouts.begin()));
  }

  /**
   * Fences every earlier incarnation, waits for the end of what it had in flight, and leaves this
   * one's name where the earlier ones look for it.
   */
  void initialise() {
    String doing = "taking over the transactional id";
    try {
      producer.initTransactions();
      doing = "naming this incarnation in " + positions.topic();
      producer.beginTransaction();
      Future<RecordMetadata> named = producer.send(incarnation.record(positions), acknowledgements);
      producer.commitTransaction();
      tail.awaitCommitted(positions, failures.await(named, doing).offset());
    } catch (RuntimeException e) {
      throw failure(e, doing);
    }
  }

  /** What is written from now on comes behind this record. */
  void found(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    acknowledgements.found(partition, record.offset());
  }

  void begin() {
    try {
      producer.beginTransaction();
    } catch (RuntimeException e) {
      throw failure(e, "beginning a transaction");
    }
    begunNanos = Optional.of(System.nanoTime());
    records = 0;
    bytes = 0;
  }

  /** Buffers; blocks while the buffer is full. */
  void send(ProducerRecord<byte[], byte[]> record) {
    try {
      checkAcknowledged();
      producer.send(record, acknowledgements);
    } catch (RuntimeException e) {
      throw failure(e, "writing to " + record.topic() + "-" + record.partition());
    }
    records++;
    bytes += record.key().length + (record.value() == null ? 0 : record.value().length);
  }

  /** False when a transaction that holds so much would be given up for its age. */
  boolean admits(long bytes) {
    return timeouts.admit(bytes);
  }

  /** Everything has to be acknowledged, at rising offsets, before the brokers hear of a commit. */
  void commit() {
    try {
      producer.flush();
      checkAcknowledged();
      producer.commitTransaction();
    } catch (RuntimeException e) {
      throw failure(e, "committing " + size());
    }
    begunNanos = Optional.empty();
    timeouts.committed();
  }

  void abort() {
    try {
      producer.abortTransaction();
    } catch (RuntimeException e) {
      throw failure(e, "aborting " + size());
    }
    acknowledgements.forgetFailure();
    begunNanos = Optional.empty();
  }

  private void checkAcknowledged() {
    Optional<Exception> failed = acknowledgements.failure();
    if (failed.isPresent()) {
      throw new KafkaException(failed.get().getMessage(), failed.get());
    }
  }

  private DoppioException failure(RuntimeException thrown, String doing) {
    Throwable first = acknowledgements.failure().<Throwable>map(e -> e).orElse(thrown);
    boolean fenced = KafkaFailures.isFenced(thrown) || KafkaFailures.isFenced(first);
    if (fenced) {
      Optional<Incarnation> last = Incarnation.last(tail, positions);
      if (last.isPresent() && !last.get().equals(incarnation)) {
        return replaced(last.get(), thrown);
      }
    }
    Duration open =
        begunNanos.map(begun -> Duration.ofNanos(System.nanoTime() - begun)).orElse(Duration.ZERO);
    if (timeouts.isBeyond(open)) {
      return timeouts.failure(size(), open, thrown);
    }
    return fenced ? fenced(doing, thrown) : failures.of(first, doing);
  }

  /** No other incarnation of this node has come; the ledger knows whether another node has. */
  private static DoppioException fenced(String doing, RuntimeException thrown) {
    return new DoppioException(
        FailureKind.LOG_UNAVAILABLE,
        "the brokers no longer take this producer while "
            + doing
            + ": another node has taken over a partition of this one, or the transaction was given"
            + " up for its age. The ledger of mastership and the log tell what is left to go on"
            + " with",
        thrown);
  }

  private DoppioException replaced(Incarnation other, RuntimeException thrown) {
    return new DoppioException(
        FailureKind.FENCED,
        "another incarnation of this node has taken over the log: "
            + other.name()
            + ". This one was "
            + incarnation.name()
            + ". Run one sidecar per storage node; where two nodes have the same name, rename one",
        thrown);
  }

  private String size() {
    return "a transaction of " + records + " records and " + bytes + " bytes";
  }

  /** Aborts an open transaction, as long as the brokers answer. */
  @Override
  public void close() {
    producer.close(CLOSE_WITHIN);
  }
}
