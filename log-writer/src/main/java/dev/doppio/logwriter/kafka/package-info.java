/**
 * The log on Kafka: one transactional producer per storage node, topics as the log contract lists
 * them, the log's end found in the log itself. Entry: {@code KafkaLog}.
 */
package dev.doppio.logwriter.kafka;
