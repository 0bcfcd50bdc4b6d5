package dev.doppio.logwriter.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads what is committed, at the end of a partition above all. Its end is no record: the markers
 * of transactions and everything aborted take offsets, so the search for the last record goes back
 * from the end in growing windows.
 */
final class LogTail implements AutoCloseable {
  private static final long FIRST_WINDOW = 8;
  private static final long GROWTH = 4;
  private static final long PAUSE_MILLIS = 5;
  private static final Duration POLL = Duration.ofMillis(200);

  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaFailures failures;
  private final Duration timeout;

  /** A partition's readable offsets: from start, inclusive, to end, exclusive. */
  record Bounds(long start, long end) {}

  LogTail(Admin admin, KafkaLogConfig config, ClientSettings settings, KafkaFailures failures) {
    this.admin = admin;
    this.failures = failures;
    this.timeout = config.timeout();
    this.consumer = new KafkaConsumer<>(settings.consumer());
  }

  /** Where the partition begins, and where what is committed ends. */
  Bounds bounds(TopicPartition partition) {
    try {
      consumer.assign(List.of(partition));
      long start = consumer.beginningOffsets(List.of(partition)).get(partition);
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      return new Bounds(start, end);
    } catch (RuntimeException e) {
      throw failures.of(e, "reading the bounds of " + partition);
    }
  }

  /**
   * Waits until everything that stands in the partition now is committed or aborted, and tells
   * where that ends.
   */
  long settledEnd(TopicPartition partition) {
    String doing = "waiting for the transactions in " + partition + " to end";
    try {
      long end =
          failures
              .await(
                  admin
                      .listOffsets(Map.of(partition, OffsetSpec.latest()))
                      .partitionResult(partition),
                  doing)
              .offset();
      if (end > 0) {
        awaitCommitted(partition, end - 1);
      }
      return end;
    } catch (RuntimeException e) {
      throw failures.of(e, doing);
    }
  }

  /**
   * Waits until the record at an offset can be read: a commit returns when its outcome is sure, a
   * little before readers see it.
   */
  void awaitCommitted(TopicPartition partition, long offset) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (bounds(partition).end() <= offset) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "the commit of offset " + offset + " of " + partition + " was not seen in " + timeout);
      }
      pause();
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.of(e, "waiting for a commit to show");
    }
  }

  /** Every committed record between two offsets, in order; the second is exclusive. */
  void forEach(
      TopicPartition partition,
      long from,
      long to,
      Consumer<ConsumerRecord<byte[], byte[]>> action) {
    try {
      consumer.assign(List.of(partition));
      read(partition, from, to, action);
    } catch (RuntimeException e) {
      throw failures.of(e, "reading " + partition);
    }
  }

  /** The last committed record that is wanted; empty when there is none. */
  Optional<ConsumerRecord<byte[], byte[]>> last(
      TopicPartition partition, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    Bounds bounds = bounds(partition);
    long to = bounds.end();
    long window = FIRST_WINDOW;
    try {
      while (to > bounds.start()) {
        long from = Math.max(bounds.start(), to - window);
        Optional<ConsumerRecord<byte[], byte[]>> found = last(partition, from, to, wanted);
        if (found.isPresent()) {
          return found;
        }
        to = from;
        window *= GROWTH;
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      throw failures.of(e, "reading the end of " + partition);
    }
  }

  private Optional<ConsumerRecord<byte[], byte[]>> last(
      TopicPartition partition,
      long from,
      long to,
      Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    List<ConsumerRecord<byte[], byte[]>> last = new ArrayList<>();
    read(
        partition,
        from,
        to,
        record -> {
          if (wanted.test(record)) {
            last.clear();
            last.add(record);
          }
        });
    return last.stream().findFirst();
  }

  private void read(
      TopicPartition partition,
      long from,
      long to,
      Consumer<ConsumerRecord<byte[], byte[]>> action) {
    consumer.seek(partition, from);
    long reached = from;
    long deadline = System.nanoTime() + timeout.toNanos();
    while (reached < to) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (record.offset() < to) {
          action.accept(record);
        }
      }
      long position = consumer.position(partition);
      if (position > reached) {
        reached = position;
        deadline = System.nanoTime() + timeout.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new TimeoutException("nothing past offset " + position + " came in " + timeout);
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
