package dev.doppio.bench.process;

import dev.doppio.local.Child;
import dev.doppio.local.LocalException;
import java.time.Duration;

/** Patience with a process: ends with it, or after its time. One thread. */
public final class Waiting {
  private static final long POLL_MILLIS = 10;

  private final Child process;
  private final Duration atMost;
  private final long deadlineNanos;

  /**
   * @param process that is waited for
   * @param atMost in all
   */
  public Waiting(Child process, Duration atMost) {
    this.process = process;
    this.atMost = atMost;
    this.deadlineNanos = System.nanoTime() + atMost.toNanos();
  }

  /** Waits a little. */
  public void pause(String what) throws InterruptedException {
    check(what);
    Thread.sleep(POLL_MILLIS);
  }

  /** Fails when the process has ended, or the time is over. */
  public void check(String what) {
    if (!process.isAlive()) {
      throw new LocalException(
          process
              + " ended with "
              + process.exitCode().orElse(-1)
              + " while the bench waited for "
              + what
              + "; "
              + process.lastWords());
    }
    if (System.nanoTime() > deadlineNanos) {
      throw new LocalException(
          "Waited " + atMost + " in vain for " + what + "; " + process.lastWords());
    }
  }
}
