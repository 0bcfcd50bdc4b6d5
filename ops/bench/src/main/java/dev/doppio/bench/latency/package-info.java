/**
 * {@code doppio bench latency}: from when a transaction was due at the source to when the replica
 * shows it. Entry: {@link dev.doppio.bench.latency.LatencyBench}.
 */
package dev.doppio.bench.latency;
