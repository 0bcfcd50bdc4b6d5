/**
 * Compares two MySQL servers row by row: HEX of every column, streamed in the order of the keys. It
 * shares nothing with the pipeline. Entry: {@link dev.doppio.cli.compare.Comparison}.
 */
package dev.doppio.cli.compare;
