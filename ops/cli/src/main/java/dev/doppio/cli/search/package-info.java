/**
 * Finds documents in an index: {@code doppio search}. Entry: {@link dev.doppio.cli.search.Hits}.
 */
package dev.doppio.cli.search;
