/**
 * What a storage node says: committed transactions in binlog order, and where a capture stands (the
 * executed GTID set). {@code capture} produces it, {@code log-writer} consumes it.
 */
package dev.doppio.schemas.source;
