/**
 * {@code doppio mastership}: partitions change their master by an operator's hand. Entry: {@code
 * MastershipMove}.
 */
package dev.doppio.cli.mastership;
