package dev.doppio.cli.demo;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One datacenter at one moment. What is not known is empty.
 *
 * @param name of the datacenter
 * @param rate transactions a second that arrived: at the source in dc1, at the replica in dc2
 * @param logEnd data transactions in this datacenter's copy of the log
 * @param applied data transactions at the replica; empty where there is none
 * @param lagTransactions committed at the source and not here
 * @param lagSeconds age of the oldest of these
 * @param daemon what the daemon here is doing
 */
record DatacenterRow(
    String name,
    double rate,
    OptionalLong logEnd,
    Optional<Long> applied,
    OptionalLong lagTransactions,
    OptionalDouble lagSeconds,
    String daemon) {
  DatacenterRow {
    Objects.requireNonNull(name);
    Objects.requireNonNull(daemon);
  }
}
