/**
 * {@code doppio bench apply}: the same changes into the same replica, by MySQL itself, by our
 * appliers, and by Debezium's JDBC sink. Entry: {@link dev.doppio.bench.apply.ApplyBench}.
 */
package dev.doppio.bench.apply;
