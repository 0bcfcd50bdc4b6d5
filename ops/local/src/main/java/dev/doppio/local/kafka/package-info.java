/** Kafka clusters and mirrors between them, each server a JVM of its own from Maven artifacts. */
package dev.doppio.local.kafka;
