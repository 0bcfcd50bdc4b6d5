/**
 * The log becomes a MySQL replica: whole transactions with their checkpoint, tables made and
 * changed from the log's schemas. Entry: {@code MySqlTarget}; the only JDBC code of the appliers.
 */
package dev.doppio.applier.mysql;
