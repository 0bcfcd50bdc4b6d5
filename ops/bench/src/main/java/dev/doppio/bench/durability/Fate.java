package dev.doppio.bench.durability;

import java.util.BitSet;

/**
 * What became of the records of one round.
 *
 * @param acks under which they were written
 * @param sent in all
 * @param acknowledged the producer took them for written
 * @param refused the producer said that they are not
 * @param lost acknowledged, and not in the topic
 * @param repeated in the topic more than once
 * @param latencies of those that were due before the leader was killed
 * @param stallMillis the longest wait of a record that was due afterwards and acknowledged
 */
public record Fate(
    Acks acks,
    int sent,
    int acknowledged,
    int refused,
    int lost,
    int repeated,
    Latencies latencies,
    double stallMillis) {

  /** Members of the one that are none of the other. */
  static int missing(BitSet acknowledged, BitSet found) {
    BitSet missing = (BitSet) acknowledged.clone();
    missing.andNot(found);
    return missing.cardinality();
  }
}
