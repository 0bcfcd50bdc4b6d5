/** Consumers of the log as a user writes them; KafkaLogReaderIT runs them on a real broker. */
package dev.doppio.examples;
