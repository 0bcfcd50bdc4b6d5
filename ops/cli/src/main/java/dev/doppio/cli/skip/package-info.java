/** The only way past a poisoned place: {@code doppio skip}. Entry: {@code Skipping}. */
package dev.doppio.cli.skip;
