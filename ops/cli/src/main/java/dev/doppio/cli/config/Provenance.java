package dev.doppio.cli.config;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a setting's value comes from.
 *
 * @param text as an operator reads it: {@code sidecar.yaml:7}, {@code DOPPIO_KAFKA_ACKS}, {@code
 *     --set}, {@code default}
 */
record Provenance(String text) {
  static final Provenance DEFAULT = new Provenance("default");
  static final Provenance FLAG = new Provenance("--set");

  Provenance {
    Objects.requireNonNull(text);
  }

  static Provenance line(Path file, int line) {
    return new Provenance(file.getFileName() + ":" + line);
  }

  static Provenance environment(String variable) {
    return new Provenance("environment " + variable);
  }

  @Override
  public String toString() {
    return text;
  }
}
