/**
 * The {@code doppio} command: daemons, what an operator asks of them, and the demo. The one place
 * that composes the modules. Entry: {@link dev.doppio.cli.DoppioCommand}.
 */
package dev.doppio.cli;
