package dev.doppio.simulation;

import dev.doppio.logreader.ManualClock;
import java.util.Random;

/** What everybody in one simulation shares. */
final class Stage {
  static final String DATABASE = "shop";

  /** Partitions that nodes own. */
  static final int OWNED = 3;

  /** One that nobody owns. */
  static final int ORPHANED = OWNED;

  final Random random;
  final ManualClock clock = new ManualClock();
  final Trace trace = new Trace();
  final Tally tally = new Tally();
  final Hazards hazards;
  private Runnable others = () -> {};
  private Runnable judge = () -> {};

  Stage(long seed) {
    random = new Random(seed);
    hazards = new Hazards(random);
  }

  /** What everybody else does while one stands still. */
  void others(Runnable event) {
    others = event;
  }

  /** Who looks at everything. */
  void judge(Runnable look) {
    judge = look;
  }

  /** Something was done that is judged by when it was done. */
  void look() {
    judge.run();
  }

  /** Things happen; the caller is in the middle of something. */
  void meanwhile(int events) {
    trace.deeper();
    for (int i = 0; i < events; i++) {
      others.run();
    }
    trace.back();
  }

  boolean oneIn(int chances) {
    return random.nextInt(chances) == 0;
  }

  <E> E any(E[] all) {
    return all[random.nextInt(all.length)];
  }
}
