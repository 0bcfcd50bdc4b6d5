/**
 * Compares two MySQL servers row by row, HEX of every column, streamed in the order of the keys;
 * and a server with copies that are no MySQL, document by document. It shares nothing with the
 * pipeline. Entries: {@link dev.doppio.cli.compare.Comparison}, {@link
 * dev.doppio.cli.compare.CopyComparison}.
 */
package dev.doppio.cli.compare;
