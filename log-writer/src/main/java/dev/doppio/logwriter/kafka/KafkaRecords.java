package dev.doppio.logwriter.kafka;

import dev.doppio.logwriter.Orphan;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.EndHeader;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Place;
import java.nio.BufferUnderflowException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Records of the log as Kafka's, and back. Kafka's timestamp is the writer's clock at send. */
final class KafkaRecords {
  private KafkaRecords() {}

  static ProducerRecord<byte[], byte[]> of(String topic, int partition, LogRecord record) {
    ProducerRecord<byte[], byte[]> out =
        new ProducerRecord<>(topic, partition, record.key(), record.value());
    Headers headers = out.headers();
    headers.add(Place.HEADER, record.place().encode());
    record.begin().ifPresent(begin -> headers.add(BeginHeader.HEADER, begin.encode()));
    record.end().ifPresent(end -> headers.add(EndHeader.HEADER, end.encode()));
    return out;
  }

  static ProducerRecord<byte[], byte[]> of(String topic, Orphan orphan) {
    ProducerRecord<byte[], byte[]> out =
        new ProducerRecord<>(topic, 0, orphan.key(), orphan.value());
    out.headers().add(Orphan.HEADER, orphan.encode());
    out.headers().add(BeginHeader.HEADER, orphan.begin().encode());
    return out;
  }

  /**
   * Reads a record of the log.
   *
   * @throws DoppioException LOG_REFUSED when it is none: something else writes to the topic
   */
  static LogRecord read(ConsumerRecord<byte[], byte[]> in) {
    try {
      Optional<byte[]> place = header(in, Place.HEADER);
      return new LogRecord(
          Place.decode(place.orElseThrow(() -> new IllegalArgumentException("no header p"))),
          header(in, BeginHeader.HEADER).map(BeginHeader::decode),
          header(in, EndHeader.HEADER).map(EndHeader::decode),
          in.key(),
          in.value());
    } catch (IllegalArgumentException | BufferUnderflowException | NullPointerException e) {
      throw new DoppioException(
          FailureKind.LOG_REFUSED,
          "the last record of "
              + in.topic()
              + "-"
              + in.partition()
              + ", at offset "
              + in.offset()
              + ", is none of Doppio's ("
              + e.getMessage()
              + "): another program writes to the topic. Take its right to write away and begin a"
              + " new log",
          e);
    }
  }

  private static Optional<byte[]> header(ConsumerRecord<byte[], byte[]> in, String name) {
    return Optional.ofNullable(in.headers().lastHeader(name)).map(Header::value);
  }
}
