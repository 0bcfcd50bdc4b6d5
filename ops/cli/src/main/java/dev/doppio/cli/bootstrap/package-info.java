/** A new target from its source or from another replica: {@code doppio bootstrap}. */
package dev.doppio.cli.bootstrap;
