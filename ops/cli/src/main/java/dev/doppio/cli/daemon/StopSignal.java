package dev.doppio.cli.daemon;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SIGTERM and SIGINT become a flag, and the exit status the one that the drained daemon gives. The
 * JVM alone would end with 143 while threads are in mid-air.
 */
public final class StopSignal implements AutoCloseable {
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch drained = new CountDownLatch(1);
  private final AtomicInteger status = new AtomicInteger();
  private final Thread hook;

  /**
   * @param patience how long the JVM waits for {@link #drained} before it ends all the same
   */
  public StopSignal(Duration patience) {
    this.hook = new Thread(() -> await(patience), "stop-signal");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** True once a signal has come, or {@link #request()} was called. */
  public boolean isRequested() {
    return requested.getCount() == 0;
  }

  /** As if a signal had come, or something else has to be looked at now. */
  void request() {
    requested.countDown();
  }

  /** Waits for a signal; true when it has come. */
  public boolean await(long millis) {
    try {
      return requested.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** All is closed: a signalled JVM may end, with this status. */
  public void drained(int exitStatus) {
    status.set(exitStatus);
    drained.countDown();
  }

  /** No signal matters any more. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The JVM is ending because of the signal: the hook is what ends it.
      drained.countDown();
    }
  }

  private void await(Duration patience) {
    requested.countDown();
    try {
      if (drained.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        Runtime.getRuntime().halt(status.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
