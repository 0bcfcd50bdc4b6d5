/**
 * The Debezium engine as a {@code ChangeSource}. Debezium connects, snapshots, parses DDL and keeps
 * the schema history; cells are read from the binlog as stored, and no offset of Debezium's is
 * kept.
 */
package dev.doppio.capture.debezium;
