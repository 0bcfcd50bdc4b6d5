package dev.doppio.cli.replay;

import dev.doppio.logreader.BoundedLog;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Holds work to a rate. One thread. */
public final class Pace implements BoundedLog.Throttle {
  private static final long REST_NANOS = 1_000_000;
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
  @Override
  public boolean allows() {
    return nanoTime.getAsLong() - allowedAt >= 0;
  }

  /** Changes came; time in which none did is not made up for. */
  @Override
  public void took(int changes) {
    allowedAt = Math.max(allowedAt, nanoTime.getAsLong()) + Math.round(changes / perSecond * NANOS);
  }

  /** Changes are about to come; waits until they may. */
  void awaitTurn(int changes) {
    while (!allows()) {
      LockSupport.parkNanos(REST_NANOS);
    }
    took(changes);
  }
}
