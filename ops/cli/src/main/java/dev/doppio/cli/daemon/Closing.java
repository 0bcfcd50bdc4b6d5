package dev.doppio.cli.daemon;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what was opened, in reverse order, all of it, and keeps every failure. */
final class Closing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private Optional<Throwable> failure = Optional.empty();

  <T extends AutoCloseable> T add(T part) {
    open.push(part);
    return part;
  }

  /** The first failure of closing, with the later ones attached. */
  Optional<Throwable> failure() {
    return failure;
  }

  /** Idempotent; throws nothing. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        LOG.warn("while closing: {}", e.getMessage());
        failure.ifPresentOrElse(first -> first.addSuppressed(e), () -> failure = Optional.of(e));
      }
    }
  }
}
