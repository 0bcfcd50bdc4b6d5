package dev.doppio.cli.daemon;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;

/**
 * A thread that steps one duty until it is closed or the duty fails; rests when there is nothing to
 * do. Started once, closed once or often.
 */
final class Agent implements AutoCloseable {
  private static final Duration SHORTEST_REST = Duration.ofMillis(1);
  private static final Duration LONGEST_REST = Duration.ofMillis(20);

  private final Duty duty;
  private final Duration closeWithin;
  private final Runnable onFailure;
  private final Thread thread;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile Optional<Throwable> failure = Optional.empty();

  /**
   * @param duty stepped by the agent's thread alone
   * @param closeWithin how long {@link #close()} waits for the step in progress
   * @param onFailure told on the agent's thread, once
   */
  Agent(Duty duty, Duration closeWithin, Runnable onFailure) {
    this.duty = duty;
    this.closeWithin = closeWithin;
    this.onFailure = onFailure;
    this.thread = new Thread(this::run, duty.name());
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** What ended the duty before its time. */
  Optional<Throwable> failure() {
    return failure;
  }

  /** No further step begins; returns at once. */
  void stop() {
    stopping.countDown();
  }

  /**
   * Stops, and waits for the thread's end.
   *
   * @throws IllegalStateException when the thread is still busy after the bound
   */
  @Override
  public void close() {
    stop();
    try {
      if (thread.getState() != Thread.State.NEW) {
        thread.join(Math.max(1, closeWithin.toMillis()));
      }
      if (thread.isAlive()) {
        thread.interrupt();
        throw new IllegalStateException(
            duty.name() + " is still busy " + closeWithin.toMillis() + " ms after it was stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
