package dev.doppio.cli.config;

import java.util.Objects;

/**
 * A password or key. Its text shows nowhere: not in messages, not in what {@code --check} prints.
 *
 * @param reveal the secret itself, for the client that needs it
 */
public record Secret(String reveal) {
  public Secret {
    Objects.requireNonNull(reveal);
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
