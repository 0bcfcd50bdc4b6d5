package dev.doppio.schemas.log;

import java.util.Objects;
import java.util.UUID;

/**
 * Identity of a log. A topic deleted and made again is another log, even under the same name.
 *
 * @param value random, made when the log's first partition is opened
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
