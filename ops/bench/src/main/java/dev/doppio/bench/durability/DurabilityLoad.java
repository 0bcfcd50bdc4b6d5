package dev.doppio.bench.durability;

/**
 * What a round writes.
 *
 * @param rate records a second
 * @param seconds in the middle of which the leader is killed
 * @param bytes of a record's value
 */
public record DurabilityLoad(int rate, int seconds, int bytes) {
  public DurabilityLoad {
    if (rate < 1 || seconds < 2 || bytes < 1) {
      throw new IllegalArgumentException(
          "at least one record of one byte a second, for at least two seconds");
    }
  }

  int records() {
    return Math.multiplyExact(rate, seconds);
  }
}
