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
  private static final int[] STANDS_IN_START = {0, 300, 1000, 2500};

  private final Random random;
  private final Map<Fate, Integer> likelihoods = new EnumMap<>(Fate.class);
  private final int standsInStart;
  private boolean over;

  Hazards(Random random) {
    this.random = random;
    for (Fate fate : Fate.values()) {
      likelihoods.put(fate, LIKELIHOODS[random.nextInt(LIKELIHOODS.length)]);
    }
    likelihoods.put(Fate.ANSWERED, 0);
    standsInStart = STANDS_IN_START[random.nextInt(STANDS_IN_START.length)];
  }

  /** From now on every call is answered. */
  void end() {
    over = true;
  }

  /** Of a call in a step that is made apart. */
  Fate drawApart() {
    boolean stands = !over && random.nextInt(SCALE) < standsInStart;
    return stands ? Fate.STANDS_STILL : draw();
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
