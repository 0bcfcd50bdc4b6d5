package dev.doppio.logwriter.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Finds the last committed record of a partition. Its end is no record: the markers of transactions
 * and everything aborted take offsets, so the search goes back from the end in growing windows.
 */
final class LogTail implements AutoCloseable {
  private static final long FIRST_WINDOW = 8;
  private static final long GROWTH = 4;
  private static final long PAUSE_MILLIS = 5;
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaFailures failures;
  private final Duration timeout;

  /** A partition's readable offsets: from start, inclusive, to end, exclusive. */
  record Bounds(long start, long end) {}

  LogTail(KafkaLogConfig config, ClientSettings settings, KafkaFailures failures) {
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
    consumer.seek(partition, from);
    Optional<ConsumerRecord<byte[], byte[]>> last = Optional.empty();
    long reached = from;
    long deadline = System.nanoTime() + timeout.toNanos();
    while (reached < to) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (record.offset() < to && wanted.test(record)) {
          last = Optional.of(record);
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
    return last;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
