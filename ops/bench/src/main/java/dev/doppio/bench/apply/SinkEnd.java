package dev.doppio.bench.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doppio.bench.arm.Consumers;
import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.process.Waiting;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.local.LocalException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What is written last: the last document of each partition of the topic, in its last version. When
 * all of them are there, everything before them is.
 *
 * @param documents in no order
 */
record SinkEnd(List<Last> documents) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);

  /** The end of a partition. */
  record Last(long member, long document, int version) {}

  /** Of this topic, which nobody writes to any more. */
  static SinkEnd of(Servers servers, String topic, int partitions) {
    List<TopicPartition> all =
        IntStream.range(0, partitions).mapToObj(n -> new TopicPartition(topic, n)).toList();
    try (KafkaConsumer<byte[], byte[]> consumer = Consumers.committed(servers.kafka())) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      List<TopicPartition> filled = all.stream().filter(each -> ends.get(each) > 0).toList();
      consumer.assign(filled);
      filled.forEach(each -> consumer.seek(each, ends.get(each) - 1));
      List<Last> last = new ArrayList<>();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (last.size() < filled.size()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          last.add(read(record.value()));
        }
        if (System.nanoTime() > deadline) {
          throw new LocalException("Cannot read the end of " + topic + " in " + PATIENCE);
        }
      }
      return new SinkEnd(last);
    }
  }

  private static Last read(byte[] value) {
    try {
      JsonNode document = new ObjectMapper().readTree(value).get("payload");
      return new Last(
          document.get("member").asLong(),
          document.get("document").asLong(),
          document.get("version").asInt());
    } catch (IOException e) {
      throw new LocalException("The connector's record is no JSON with a schema: " + e, e);
    }
  }

  /** Waits until the replica has all of them. */
  void await(Replica replica, String database, Waiting waiting)
      throws SQLException, InterruptedException {
    try (Connection connection = replica.mysql().connect();
        PreparedStatement look =
            connection.prepareStatement(
                "SELECT version FROM "
                    + database
                    + "."
                    + Backlog.TABLE
                    + " WHERE member = ? AND document = ?")) {
      for (Last last : documents) {
        while (!isThere(look, last)) {
          waiting.pause("document " + last + " to be in the replica");
        }
      }
    }
  }

  private static boolean isThere(PreparedStatement look, Last last) throws SQLException {
    look.setLong(1, last.member());
    look.setLong(2, last.document());
    try (ResultSet row = look.executeQuery()) {
      return row.next() && row.getInt(1) >= last.version();
    }
  }
}
