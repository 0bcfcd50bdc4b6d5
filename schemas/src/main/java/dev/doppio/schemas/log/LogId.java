package dev.doppio.schemas.log;

import java.util.Objects;
import java.util.UUID;

/**
 * Identity of a log. A topic deleted and made again is another log, even under the same name.
 *
 * @param value the id that Kafka gave the topic where the log begins (docs/decisions/004); a
 *     mirrored copy carries the id of the first
 */
public record LogId(UUID value) {
  public LogId {
    Objects.requireNonNull(value);
  }

  /** Reads the canonical text of a UUID. */
  public static LogId parse(String text) {
    return new LogId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
