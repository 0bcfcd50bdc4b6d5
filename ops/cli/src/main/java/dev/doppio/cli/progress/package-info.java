/** How far something is, in words and signs. */
package dev.doppio.cli.progress;
