/**
 * The log on Kafka, for reading: the only place here that knows the client library. Entry: {@link
 * dev.doppio.logreader.kafka.KafkaLog}.
 */
package dev.doppio.logreader.kafka;
