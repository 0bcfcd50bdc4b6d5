package dev.doppio.schemas.document;

import java.util.Objects;

/**
 * A column of a table version.
 *
 * @param name as MySQL has it
 * @param type its type
 * @param nullable whether it takes NULL
 * @param generated true when the server computes it: marked in the log, left to the target
 */
public record Column(String name, ColumnType type, boolean nullable, boolean generated) {
  public Column {
    Objects.requireNonNull(name);
    Objects.requireNonNull(type);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a column has a name");
    }
  }
}
