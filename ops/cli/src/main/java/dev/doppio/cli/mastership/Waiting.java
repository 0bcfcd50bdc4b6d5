package dev.doppio.cli.mastership;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another process has to do, within a bound. */
final class Waiting {
  private static final long LOOK_MILLIS = 200;

  private final Duration bound;

  Waiting(Duration bound) {
    this.bound = bound;
  }

  /**
   * @param done looked at again and again
   * @param unmet says what is missing when the time is over
   * @throws DoppioException MASTERSHIP_PENDING
   */
  void until(BooleanSupplier done, Supplier<String> unmet) {
    long deadline = System.nanoTime() + bound.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new DoppioException(
            FailureKind.MASTERSHIP_PENDING, "after " + bound.toSeconds() + " s " + unmet.get());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DoppioException(FailureKind.MASTERSHIP_PENDING, "interrupted: " + unmet.get());
      }
    }
  }
}
