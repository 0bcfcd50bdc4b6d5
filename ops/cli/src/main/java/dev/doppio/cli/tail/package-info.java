/** Follows a log readably: {@code doppio tail}. Entry: {@link dev.doppio.cli.tail.Tail}. */
package dev.doppio.cli.tail;
