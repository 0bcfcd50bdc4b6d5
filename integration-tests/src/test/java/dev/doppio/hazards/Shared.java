package dev.doppio.hazards;

import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What many tests share, one after the other: started for the first, and anew after one that
 * failed. Used by one thread.
 *
 * @param <T> what it is
 */
final class Shared<T extends AutoCloseable> {
  private final Callable<T> start;
  private Optional<T> running = Optional.empty();

  Shared(Callable<T> start) {
    this.start = start;
  }

  /** What a test does with it. */
  interface Act<T> {
    void on(T shared) throws Exception;
  }

  /** Lends it; the next test is not to suffer from what became of it in one that failed. */
  void lend(Act<T> act) throws Exception {
    T shared = running.isPresent() ? running.get() : start.call();
    running = Optional.empty();
    try {
      act.on(shared);
      running = Optional.of(shared);
    } finally {
      if (running.isEmpty()) {
        shared.close();
      }
    }
  }

  /** Ends it; whoever comes next starts another one. */
  void stop() throws Exception {
    if (running.isPresent()) {
      running.get().close();
      running = Optional.empty();
    }
  }
}
