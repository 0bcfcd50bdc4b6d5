/** Processes of the bench, and what they cost: figures from {@code /proc}. */
package dev.doppio.bench.process;
