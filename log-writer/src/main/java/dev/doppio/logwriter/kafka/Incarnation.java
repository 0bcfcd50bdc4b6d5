package dev.doppio.logwriter.kafka;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * One life of a node's producer, named in the node's positions topic. Brokers give the same answer
 * to a producer whose successor has come and to one whose transaction they gave up by time-out; the
 * last name in the log tells the two apart.
 *
 * @param name unique, and readable for the operator who looks for the other one
 */
record Incarnation(String name) {
  private static final byte[] KEY = "!incarnation".getBytes(StandardCharsets.UTF_8);

  /** A new one, of this process. */
  static Incarnation create() {
    return new Incarnation(
        UUID.randomUUID()
            + " of process "
            + ProcessHandle.current().pid()
            + " on "
            + host()
            + " since "
            + Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "a host without a name";
    }
  }

  /** The last one that opened the log. */
  static Optional<Incarnation> last(LogTail tail, TopicPartition positions) {
    return tail.last(positions, record -> Arrays.equals(KEY, record.key())).map(Incarnation::read);
  }

  private static Incarnation read(ConsumerRecord<byte[], byte[]> record) {
    return new Incarnation(new String(record.value(), StandardCharsets.UTF_8));
  }

  ProducerRecord<byte[], byte[]> record(TopicPartition positions) {
    byte[] value = name.getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(positions.topic(), positions.partition(), KEY, value);
  }
}
