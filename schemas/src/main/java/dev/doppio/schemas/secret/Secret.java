package dev.doppio.schemas.secret;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A password or key, looked up each time it is asked for: one that was rotated serves the next
 * login without a restart. Its text shows nowhere: not in messages, not in what {@code --check}
 * prints. Thread-safe.
 */
public final class Secret {
  private final Supplier<Optional<String>> source;
  private final String origin;
  private volatile String known;

  /**
   * @param origin where it is written, for messages
   * @param source what is written there now; empty while it can't be read
   * @param known what was written there just now
   */
  public Secret(String origin, Supplier<Optional<String>> source, String known) {
    this.origin = Objects.requireNonNull(origin);
    this.source = Objects.requireNonNull(source);
    this.known = Objects.requireNonNull(known);
  }

  /** One that stays as it is. */
  public static Secret fixed(String origin, String text) {
    return new Secret(origin, Optional::empty, text);
  }

  /**
   * The secret itself, for the client that needs it; what was read last where nothing can be read
   * now.
   */
  public String reveal() {
    source.get().ifPresent(now -> known = now);
    return known;
  }

  /** Where it is written. */
  public String origin() {
    return origin;
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
