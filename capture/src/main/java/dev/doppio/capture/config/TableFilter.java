package dev.doppio.capture.config;

import dev.doppio.schemas.document.TableName;
import java.util.List;

/**
 * Which tables of the configured databases are captured.
 *
 * @param include {@code database.table}, each part with {@code *} for any characters; empty means
 *     all
 * @param exclude the same; wins over include
 */
public record TableFilter(List<String> include, List<String> exclude) {
  public TableFilter {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    include.forEach(TableName::parse);
    exclude.forEach(TableName::parse);
  }

  /** Everything. */
  public static TableFilter all() {
    return new TableFilter(List.of(), List.of());
  }
}
