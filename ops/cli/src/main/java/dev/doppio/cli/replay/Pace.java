package dev.doppio.cli.replay;

import java.util.function.LongSupplier;

/** Holds work to a rate. One thread. */
public final class Pace {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final LongSupplier nanoTime;
  private long allowedAt;

  /**
   * @param perSecond changes; infinite for no bound
   * @param nanoTime a clock that only rises
   */
  public Pace(double perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.allowedAt = nanoTime.getAsLong();
  }

  /** True when the next changes may come. */
  public boolean allows() {
    return nanoTime.getAsLong() - allowedAt >= 0;
  }

  /** Changes came; time in which none did is not made up for. */
  public void took(int changes) {
    allowedAt = Math.max(allowedAt, nanoTime.getAsLong()) + Math.round(changes / perSecond * NANOS);
  }
}
