package dev.doppio.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/**
 * How likely each {@link Fate} is. Every seed has likelihoods of its own, some of them zero: what
 * is rare among many faults is common where it is the only one.
 */
final class Hazards {
  private static final int SCALE = 10_000;
  private static final int[] LIKELIHOODS = {0, 0, 10, 30, 100, 250};

  private final Random random;
  private final Map<Fate, Integer> likelihoods = new EnumMap<>(Fate.class);
  private boolean over;

  Hazards(Random random) {
    this.random = random;
    for (Fate fate : Fate.values()) {
      likelihoods.put(fate, LIKELIHOODS[random.nextInt(LIKELIHOODS.length)]);
    }
    likelihoods.put(Fate.ANSWERED, 0);
  }

  /** From now on every call is answered. */
  void end() {
    over = true;
  }

  Fate draw() {
    if (over) {
      return Fate.ANSWERED;
    }
    int drawn = random.nextInt(SCALE);
    for (Map.Entry<Fate, Integer> each : likelihoods.entrySet()) {
      drawn -= each.getValue();
      if (drawn < 0) {
        return each.getKey();
      }
    }
    return Fate.ANSWERED;
  }
}
