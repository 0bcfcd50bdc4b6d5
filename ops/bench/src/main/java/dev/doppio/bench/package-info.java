/**
 * {@code doppio bench}: how fast capture is beside what it stands on and what it replaces. Entry:
 * {@link dev.doppio.bench.BenchCommand}.
 */
package dev.doppio.bench;
