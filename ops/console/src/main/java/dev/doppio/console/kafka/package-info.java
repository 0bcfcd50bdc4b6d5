/**
 * Figures of Kafka's clients on the console. Entry: {@link
 * dev.doppio.console.kafka.KafkaClientMeters}, which the clients make themselves.
 */
package dev.doppio.console.kafka;
