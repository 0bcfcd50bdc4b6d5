package dev.doppio.local.mysql;

import dev.doppio.local.LocalException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waiting for a server that was started. */
final class Answering {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final long POLL_MILLIS = 50;

  private Answering() {}

  /**
   * Returns when the server takes root's connections.
   *
   * @param failure why it never will, as soon as that is known
   */
  static void await(MySqlServer server, Supplier<Optional<String>> failure) {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (true) {
      try (Connection connection = server.connect()) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException notYet) {
        failure
            .get()
            .ifPresent(
                text -> {
                  throw new LocalException(text, notYet);
                });
        if (System.nanoTime() > deadline) {
          String text = server + " does not answer after " + READY_WITHIN + "; see its log ";
          throw new LocalException(text + server.logFile(), notYet);
        }
      }
      pause();
    }
  }

  /** Between two looks at a server. */
  static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalException("Interrupted while waiting for MySQL", e);
    }
  }
}
