package dev.doppio.capture.structure;

import java.util.List;

/**
 * A unique index other than the primary key.
 *
 * @param name of the index
 * @param columns its columns in order; a part that is an expression is missing
 */
public record IndexFacts(String name, List<String> columns) {
  public IndexFacts {
    columns = List.copyOf(columns);
  }
}
