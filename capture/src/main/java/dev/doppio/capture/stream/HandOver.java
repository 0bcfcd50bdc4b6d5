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
 * while it is full, and with it the server. A failure is told behind the events that came before
 * it. Thread-safe.
 */
final class HandOver {
  /** Bytes that wait, plus at most one event, however large. */
  static final int MAX_BYTES = 32 << 20;

  /** Events that wait. */
  static final int MAX_EVENTS = 20_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition drained = lock.newCondition();
  private final ArrayDeque<Item> items = new ArrayDeque<>();
  private final int maxBytes;
  private final int maxEvents;
  private long bytes;
  private boolean closed;
  private Optional<DoppioException> failure = Optional.empty();

  private record Item(SourceEvent event, int bytes) {}

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
      while (isOpen() && !items.isEmpty() && isFull(size)) {
        drained.await();
      }
      return isOpen() && add(new Item(event, size));
    } finally {
      lock.unlock();
    }
  }

  /** Never waits: an idle position that nobody has taken yet is replaced by the later one. */
  boolean advance(SourceEvent.Idle idle) {
    lock.lock();
    try {
      if (!items.isEmpty() && items.peekLast().event() instanceof SourceEvent.Idle) {
        items.removeLast();
      }
      return isOpen() && add(new Item(idle, 0));
    } finally {
      lock.unlock();
    }
  }

  private boolean add(Item item) {
    items.addLast(item);
    bytes += item.bytes();
    filled.signal();
    return true;
  }

  private boolean isFull(int size) {
    return bytes + size > maxBytes || items.size() >= maxEvents;
  }

  private boolean isOpen() {
    return !closed && failure.isEmpty();
  }

  /**
   * The next event, waiting at most so long.
   *
   * @throws DoppioException the failure, when all before it is taken
   */
  Optional<SourceEvent> take(Duration wait) throws InterruptedException {
    long nanos = wait.toNanos();
    lock.lock();
    try {
      while (items.isEmpty() && failure.isEmpty() && !closed && nanos > 0) {
        nanos = filled.awaitNanos(nanos);
      }
      if (items.isEmpty()) {
        failure.ifPresent(HandOver::rethrow);
        return Optional.empty();
      }
      Item item = items.removeFirst();
      bytes -= item.bytes();
      drained.signal();
      return Optional.of(item.event());
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

  /** True when nothing waits. */
  boolean isEmpty() {
    lock.lock();
    try {
      return items.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Lets everybody go; idempotent. */
  void close() {
    lock.lock();
    try {
      closed = true;
      items.clear();
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
