/**
 * {@code doppio verify}: compares a replica with its source at the same place of the log, while
 * both are written to, and repairs what differs. Entry: {@link dev.doppio.cli.verify.Verify}.
 */
package dev.doppio.cli.verify;
