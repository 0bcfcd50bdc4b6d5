/**
 * The binlog engine as a {@code ChangeSource}: straight on the client library that Debezium itself
 * uses, with nothing between it and the reader.
 */
package dev.doppio.capture.binlog;
