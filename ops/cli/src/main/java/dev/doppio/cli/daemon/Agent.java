package dev.doppio.cli.daemon;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;

/**
 * A thread that steps one duty until it is stopped or the duty fails; rests when there is nothing
 * to do, until it is woken or some milliseconds have passed. Started once.
 */
final class Agent {
  private final Duty duty;
  private final Backoff rest;
  private final Runnable onWork;
  private final Runnable onFailure;
  private final Thread thread;
  private final Semaphore bell = new Semaphore(0);
  private volatile boolean stopping;
  private volatile Optional<Throwable> failure = Optional.empty();

  /**
   * @param duty stepped by the agent's thread alone
   * @param rest its rests; of this agent alone
   * @param onWork told on the agent's thread after each step that did something
   * @param onFailure told on the agent's thread, once
   */
  Agent(Duty duty, Backoff rest, Runnable onWork, Runnable onFailure) {
    this.duty = duty;
    this.rest = rest;
    this.onWork = onWork;
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
    stopping = true;
    wake();
  }

  /** There may be something to do: ends a rest, also one that is about to begin. */
  void wake() {
    bell.release();
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
    try {
      while (!stopping) {
        bell.drainPermits();
        if (duty.step()) {
          rest.reset();
          onWork.run();
        } else {
          rest(rest.next());
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

  private void rest(Duration atMost) throws InterruptedException {
    if (bell.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      bell.drainPermits();
    }
  }
}
