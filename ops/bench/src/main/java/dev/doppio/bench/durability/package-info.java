/**
 * What an acknowledgement of Kafka is worth: latency, and records lost with a leader, by {@code
 * acks}.
 */
package dev.doppio.bench.durability;
