package dev.doppio.cli.compare;

import java.util.Map;
import java.util.Objects;

/**
 * A document as a copy has it that is no MySQL.
 *
 * @param key its path, as the log's keys are written
 * @param values columns that are not NULL, as MySQL prints them; bytes in hexadecimal
 */
public record Document(String key, Map<String, String> values) {
  public Document {
    Objects.requireNonNull(key);
    values = Map.copyOf(values);
  }

  @Override
  public String toString() {
    return key;
  }
}
