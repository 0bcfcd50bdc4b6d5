package dev.doppio.capture.config;

import dev.doppio.schemas.document.TableName;
import java.util.List;
import java.util.regex.Pattern;

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

  /** True when the table passes. */
  public boolean accepts(TableName table) {
    return (include.isEmpty() || matches(include, table)) && !matches(exclude, table);
  }

  static boolean matches(List<String> patterns, TableName table) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, table.toString()));
  }

  private static boolean matches(String pattern, String name) {
    String regex = "\\Q" + pattern.replace("\\E", "\\E\\\\E\\Q").replace("*", "\\E.*\\Q") + "\\E";
    return Pattern.compile(regex, Pattern.DOTALL).matcher(name).matches();
  }
}
