package dev.doppio.capture.config;

import dev.doppio.schemas.Doppio;
import java.util.Map;

/**
 * The topic in which the node's table structures are kept, one record per statement, so that a
 * restart decodes the binlog with the structure of its place.
 *
 * @param topic one partition, kept for ever
 * @param replicationFactor of the topic when it has to be made
 * @param kafka client settings, {@code bootstrap.servers} among them
 */
public record SchemaHistory(String topic, short replicationFactor, Map<String, String> kafka) {
  public SchemaHistory {
    kafka = Map.copyOf(kafka);
    if (topic.isBlank() || replicationFactor < 1) {
      throw new IllegalArgumentException("the schema history has a topic and a replication factor");
    }
    if (!kafka.containsKey("bootstrap.servers")) {
      throw new IllegalArgumentException("kafka.bootstrap.servers is missing");
    }
  }

  /** The topic's name by convention: {@code doppio.schema-history.<node>}. */
  public static String topicOf(String node) {
    return Doppio.TOPIC_PREFIX + ".schema-history." + node;
  }

  /** Without the client settings, which may hold secrets. */
  @Override
  public String toString() {
    return "SchemaHistory[" + topic + "]";
  }
}
