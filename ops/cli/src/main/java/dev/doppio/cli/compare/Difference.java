package dev.doppio.cli.compare;

import java.util.Objects;

/**
 * One row that is not the same on both sides.
 *
 * @param table {@code database.table}
 * @param key readable
 * @param what how it differs
 */
public record Difference(String table, String key, String what) {
  public Difference {
    Objects.requireNonNull(table);
    Objects.requireNonNull(key);
    Objects.requireNonNull(what);
  }

  @Override
  public String toString() {
    return table + " " + key + ": " + what;
  }
}
