/**
 * Statements that a binlog carries as text: which of them touch captured tables, and which change
 * documents without saying so in rows. No parser of MySQL: enough tokens to be on the safe side.
 */
package dev.doppio.capture.statement;
