package dev.doppio.logwriter.kafka;

import dev.doppio.logwriter.Ledger;
import dev.doppio.schemas.failure.CrashPoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerCodec;
import dev.doppio.schemas.mastership.LedgerEntry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The ledger in its compacted topic. Compare and set: each partition has a transactional id of its
 * own, which all nodes share. Whoever initialises a producer of it ends the transaction of anybody
 * else who changes the same entry, one way or the other; what is read then holds until the commit,
 * or the commit fails.
 */
final class KafkaLedger implements Ledger {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final KafkaLogConfig config;
  private final ClientSettings settings;
  private final KafkaFailures failures;
  private final LogTail tail;
  private final TopicPartition topic;
  private final LedgerCodec codec = new LedgerCodec();
  private final Map<PartitionId, LedgerEntry> entries = new TreeMap<>();
  private long next;

  KafkaLedger(
      KafkaLogConfig config, ClientSettings settings, KafkaFailures failures, LogTail tail) {
    this.config = config;
    this.settings = settings;
    this.failures = failures;
    this.tail = tail;
    this.topic = new TopicPartition(config.topics().mastership(), 0);
  }

  /**
   * Up to the last record there is, not to the last one that shows: behind another partition's open
   * transaction an entry may be hidden that is committed already.
   */
  @Override
  public Map<PartitionId, LedgerEntry> read() {
    return upTo(tail.settledEnd(topic));
  }

  @Override
  public Map<PartitionId, LedgerEntry> look() {
    return upTo(tail.bounds(topic).end());
  }

  private Map<PartitionId, LedgerEntry> upTo(long end) {
    if (end > next) {
      tail.forEach(topic, Math.max(next, tail.bounds(topic).start()), end, this::apply);
      next = end;
    }
    return new TreeMap<>(entries);
  }

  private void apply(ConsumerRecord<byte[], byte[]> record) {
    PartitionId partition = codec.decodeKey(record.key());
    if (record.value() == null) {
      entries.remove(partition);
    } else {
      entries.put(partition, codec.decode(partition, record.value()));
    }
  }

  @Override
  public boolean replace(PartitionId partition, Optional<LedgerEntry> expected, LedgerEntry entry) {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings.ledgerProducer(partition));
    try {
      producer.initTransactions();
      if (!current(partition).equals(expected)) {
        return false;
      }
      CrashPoint.LEDGER_COMPARED.reached();
      producer.beginTransaction();
      producer.send(
          new ProducerRecord<>(topic.topic(), 0, codec.key(partition), codec.encode(entry)));
      producer.commitTransaction();
      CrashPoint.LEDGER_WRITTEN.reached();
      return true;
    } catch (RuntimeException e) {
      // A commit whose answer was lost is done all the same, also where another came after it.
      if (KafkaFailures.isFenced(e)) {
        return current(partition).equals(Optional.of(entry));
      }
      throw failures.of(e, "changing the mastership of " + partition);
    } finally {
      producer.close(CLOSE_WITHIN);
    }
  }

  private Optional<LedgerEntry> current(PartitionId partition) {
    return Optional.ofNullable(read().get(partition));
  }
}
