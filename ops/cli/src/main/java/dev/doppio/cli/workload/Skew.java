package dev.doppio.cli.workload;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Picks numbers with the skew that keys have in life: the i-th is picked in proportion to 1 / i^s
 * (Zipf). Immutable.
 */
final class Skew {
  private final double[] cumulative;

  /**
   * @param count picks from 0 to count - 1
   * @param exponent 0 for no skew; 0.99 is usual in benchmarks of key-value stores
   */
  Skew(int count, double exponent) {
    if (count < 1) {
      throw new IllegalArgumentException("nothing to pick from: " + count);
    }
    cumulative = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += 1 / Math.pow(i + 1, exponent);
      cumulative[i] = sum;
    }
  }

  int pick(RandomGenerator random) {
    double point = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, point);
    return Math.min(found >= 0 ? found : -found - 1, cumulative.length - 1);
  }
}
