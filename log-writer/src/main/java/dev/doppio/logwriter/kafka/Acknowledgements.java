package dev.doppio.logwriter.kafka;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The brokers' answers to sent records. Offsets of a partition only rise; one that does not comes
 * from a topic that was deleted and made again, or that lost its end, under a running writer. The
 * producer's own thread calls {@link #onCompletion}; any thread reads the failure.
 */
final class Acknowledgements implements Callback {
  private final Map<TopicPartition, Long> offsets = new ConcurrentHashMap<>();
  private volatile Optional<Exception> failure = Optional.empty();

  @Override
  public void onCompletion(RecordMetadata metadata, Exception exception) {
    if (failure.isPresent()) {
      return;
    }
    if (exception != null) {
      failure = Optional.of(exception);
    } else if (metadata.hasOffset()) {
      TopicPartition partition = new TopicPartition(metadata.topic(), metadata.partition());
      Long before = offsets.put(partition, metadata.offset());
      if (before != null && before >= metadata.offset()) {
        failure =
            Optional.of(
                new KafkaException(
                    partition
                        + " took a record at offset "
                        + metadata.offset()
                        + " after one at "
                        + before
                        + ": it lost its end, or was deleted and made again"));
      }
    }
  }

  /** A record that was found in the log: later ones come behind it. */
  void found(TopicPartition partition, long offset) {
    offsets.merge(partition, offset, Math::max);
  }

  /** Records of a transaction that was given up fail, and that is no failure. */
  void forgetFailure() {
    failure = Optional.empty();
  }

  /** The first failure. */
  Optional<Exception> failure() {
    return failure;
  }
}
