package dev.doppio.servers;

import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * Everything that is written at a Kafka cluster and a MySQL server: equal before and after, nothing
 * was.
 *
 * @param ends of every partition of every topic
 * @param gtids of every transaction of the server
 */
public record Standstill(Map<String, Long> ends, String gtids) {
  /** What is there now. */
  public static Standstill of(KafkaCluster kafka, MySqlServer mysql) {
    try {
      return new Standstill(ends(kafka), gtids(mysql));
    } catch (SQLException | ExecutionException | InterruptedException e) {
      throw new AssertionError("can't look at " + kafka + " and " + mysql, e);
    }
  }

  private static Map<String, Long> ends(KafkaCluster kafka)
      throws ExecutionException, InterruptedException {
    try (Admin admin = kafka.admin()) {
      Map<TopicPartition, OffsetSpec> all = new HashMap<>();
      for (TopicDescription topic :
          admin.describeTopics(admin.listTopics().names().get()).allTopicNames().get().values()) {
        topic
            .partitions()
            .forEach(
                p -> all.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
      }
      Map<String, Long> ends = new TreeMap<>();
      admin
          .listOffsets(all)
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition.toString(), end.offset()));
      return ends;
    }
  }

  private static String gtids(MySqlServer mysql) throws SQLException {
    try (Connection connection = mysql.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT @@GLOBAL.gtid_executed")) {
      row.next();
      return row.getString(1);
    }
  }
}
