package dev.doppio.cli.config;

import java.util.List;
import java.util.Objects;

/**
 * A configuration that can't be wrong, and how it came about.
 *
 * @param settings what the daemon is made of
 * @param effective every setting in force with its origin, secrets hidden
 * @param warnings what does not keep the daemon from starting
 */
public record Loaded<T>(T settings, String effective, List<String> warnings) {
  public Loaded {
    Objects.requireNonNull(settings);
    Objects.requireNonNull(effective);
    warnings = List.copyOf(warnings);
  }
}
