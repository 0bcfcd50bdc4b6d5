package dev.doppio.cli.replay;

import dev.doppio.logreader.LogReader;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads the log ahead on a thread of its own, while what was read is verified and written by
 * another. It has ended when it is closed.
 */
final class Feeder implements AutoCloseable {
  private static final long REST_NANOS = 1_000_000;

  private final LogReader reader;
  private final Thread thread;
  private volatile boolean stops;
  private volatile Optional<RuntimeException> failure = Optional.empty();

  /** Begins at once. */
  Feeder(LogReader reader) {
    this.reader = reader;
    this.thread = new Thread(this::feed, "log-reader");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  private void feed() {
    try {
      while (!stops) {
        if (!reader.step()) {
          LockSupport.parkNanos(REST_NANOS);
        }
      }
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    }
  }

  /** Throws what has ended it. */
  void check() {
    failure.ifPresent(
        met -> {
          throw met;
        });
  }

  /** There was nothing to do: waits a little for more. */
  void rest() {
    LockSupport.parkNanos(REST_NANOS);
  }

  @Override
  public void close() {
    stops = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
