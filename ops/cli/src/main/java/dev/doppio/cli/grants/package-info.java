/**
 * The least rights of each daemon, as data: printed by {@code doppio grants}, given to their
 * accounts by the demo and by the tests, which run with just these.
 */
package dev.doppio.cli.grants;
