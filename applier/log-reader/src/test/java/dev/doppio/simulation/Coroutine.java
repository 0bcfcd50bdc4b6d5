package dev.doppio.simulation;

import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Work that may be left in the middle and gone on with later, in any order with other such work. It
 * has a thread of its own, but only one of all threads ever runs: whoever calls waits.
 */
final class Coroutine {
  private final Semaphore turn = new Semaphore(0);
  private final Semaphore callers = new Semaphore(0);
  private final Runnable work;
  private Optional<Error> failure = Optional.empty();
  private boolean paused = true;
  private boolean done;

  /**
   * Does nothing yet.
   *
   * @param work ends by itself or with an error
   */
  Coroutine(Runnable work) {
    this.work = work;
    Thread thread = new Thread(this::run, "coroutine");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    turn.acquireUninterruptibly();
    try {
      work.run();
    } catch (Error e) {
      failure = Optional.of(e);
    } finally {
      done = true;
      callers.release();
    }
  }

  /** Goes on until it pauses or ends; true when it has ended. */
  boolean goOn() {
    paused = false;
    turn.release();
    callers.acquireUninterruptibly();
    failure.ifPresent(
        error -> {
          throw error;
        });
    return done;
  }

  /** Called by the work: its caller goes on, and it does not before it is told so. */
  void pause() {
    paused = true;
    callers.release();
    turn.acquireUninterruptibly();
  }

  /** True while it waits to be told to go on. */
  boolean isPaused() {
    return paused && !done;
  }
}
