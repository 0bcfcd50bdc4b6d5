package dev.doppio.cli.daemon;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;

/**
 * A thread that steps one duty until it is stopped or the duty fails; rests when there is nothing
 * to do. Started once.
 */
final class Agent {
  private static final Duration SHORTEST_REST = Duration.ofMillis(1);
  private static final Duration LONGEST_REST = Duration.ofMillis(20);

  private final Duty duty;
  private final Runnable onFailure;
  private final Thread thread;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile Optional<Throwable> failure = Optional.empty();

  /**
   * @param duty stepped by the agent's thread alone
   * @param onFailure told on the agent's thread, once
   */
  Agent(Duty duty, Runnable onFailure) {
    this.duty = duty;
    this.onFailure = onFailure;
    this.thread = new Thread(this::run, duty.name());
    this.thread.setDaemon(true);
  }

  String name() {
    return duty.name();
  }

  void start() {
    thread.start();
  }

  /** What ended the duty before its time. */
  Optional<Throwable> failure() {
    return failure;
  }

  /** No further step begins, and the duty drains; returns at once. */
  void stop() {
    stopping.countDown();
  }

  /** Ends the step in progress, if it is one that can be interrupted; returns at once. */
  void interrupt() {
    thread.interrupt();
  }

  /** Waits for the thread's end; true when it has ended, or was never started. */
  boolean endsWithin(Duration bound) {
    try {
      if (thread.getState() != Thread.State.NEW) {
        thread.join(Math.max(1, bound.toMillis()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  private void run() {
    MDC.put("agent", duty.name());
    Backoff rest = new Backoff(SHORTEST_REST, LONGEST_REST);
    try {
      while (stopping.getCount() > 0) {
        if (duty.step()) {
          rest.reset();
        } else {
          stopping.await(rest.next().toMillis(), TimeUnit.MILLISECONDS);
        }
      }
      duty.drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) { // an Error must not leave a daemon running with a dead loop
      failure = Optional.of(e);
      onFailure.run();
    }
  }
}
