package dev.doppio.capture.stream;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.source.SourceEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * From the engine's threads to the one that polls, in order, within fixed memory: the engine waits
 * while it is full, and with it the server. The one that polls takes all that waits at once, so
 * that the two meet seldom. A failure is told behind the events that came before it. Thread-safe,
 * with one thread that polls.
 */
final class HandOver {
  /**
   * Bytes that wait, plus at most one event, however large; the same once more may be taken and not
   * polled yet. Little enough to be gone before the garbage collector has to carry it over.
   */
  static final int MAX_BYTES = 4 << 20;

  /** Events that wait; the same holds. */
  static final int MAX_EVENTS = 2_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition drained = lock.newCondition();
  private final int maxBytes;
  private final int maxEvents;
  private ArrayDeque<SourceEvent> waiting = new ArrayDeque<>();
  private ArrayDeque<SourceEvent> taken = new ArrayDeque<>();
  private long bytes;
  private boolean closed;
  private Optional<DoppioException> failure = Optional.empty();

  HandOver(int maxBytes, int maxEvents) {
    this.maxBytes = maxBytes;
    this.maxEvents = maxEvents;
  }

  /**
   * Waits for room.
   *
   * @param size of the event in bytes, about
   * @return false when nobody takes any more: the engine is to stop
   */
  boolean put(SourceEvent event, int size) throws InterruptedException {
    lock.lock();
    try {
      while (isOpen() && !waiting.isEmpty() && isFull(size)) {
        drained.await();
      }
      return isOpen() && add(event, size);
    } finally {
      lock.unlock();
    }
  }

  /** Never waits: an idle position that nobody has taken yet is replaced by the later one. */
  boolean advance(SourceEvent.Idle idle) {
    lock.lock();
    try {
      if (!waiting.isEmpty() && waiting.peekLast() instanceof SourceEvent.Idle) {
        waiting.removeLast();
      }
      return isOpen() && add(idle, 0);
    } finally {
      lock.unlock();
    }
  }

  private boolean add(SourceEvent event, int size) {
    if (waiting.isEmpty()) {
      filled.signal();
    }
    waiting.addLast(event);
    bytes += size;
    return true;
  }

  private boolean isFull(int size) {
    return bytes + size > maxBytes || waiting.size() >= maxEvents;
  }

  private boolean isOpen() {
    return !closed && failure.isEmpty();
  }

  /** The next event that has been taken over already; empty when there is none. */
  Optional<SourceEvent> next() {
    return Optional.ofNullable(taken.poll());
  }

  /**
   * The next event, waiting at most so long.
   *
   * @throws DoppioException the failure, when all before it is taken
   */
  Optional<SourceEvent> take(Duration wait) throws InterruptedException {
    Optional<SourceEvent> next = next();
    return next.isPresent() || !takeAll(wait.toNanos()) ? next : next();
  }

  private boolean takeAll(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (waiting.isEmpty() && failure.isEmpty() && !closed && left > 0) {
        left = filled.awaitNanos(left);
      }
      if (waiting.isEmpty()) {
        failure.ifPresent(HandOver::rethrow);
        return false;
      }
      ArrayDeque<SourceEvent> emptied = taken;
      taken = waiting;
      waiting = emptied;
      bytes = 0;
      drained.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Each taker gets an exception of its own, with the stack of the polling thread. */
  private static void rethrow(DoppioException failure) {
    throw new DoppioException(failure.kind(), failure.getMessage(), failure);
  }

  /** The first failure stays; events behind it are refused. */
  void fail(DoppioException first) {
    lock.lock();
    try {
      if (failure.isEmpty()) {
        failure = Optional.of(first);
      }
      wakeAll();
    } finally {
      lock.unlock();
    }
  }

  /** True when nothing waits or is taken and not polled; for the one that polls. */
  boolean isEmpty() {
    lock.lock();
    try {
      return waiting.isEmpty() && taken.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Lets everybody go; idempotent. */
  void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      wakeAll();
    } finally {
      lock.unlock();
    }
  }

  private void wakeAll() {
    filled.signalAll();
    drained.signalAll();
  }
}
