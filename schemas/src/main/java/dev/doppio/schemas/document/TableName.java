package dev.doppio.schemas.document;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A table of a storage node.
 *
 * @param database the MySQL schema
 * @param table the table
 */
public record TableName(String database, String table) {
  public TableName {
    Objects.requireNonNull(database);
    Objects.requireNonNull(table);
    if (database.isEmpty() || table.isEmpty()) {
      throw new IllegalArgumentException("a table has a database and a name");
    }
  }

  /** Reads {@code database.table}. */
  public static TableName parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 1) {
      throw new IllegalArgumentException("'" + text + "' is not database.table");
    }
    return new TableName(text.substring(0, dot), text.substring(dot + 1));
  }

  /**
   * True when one of the patterns fits the whole of {@code database.table}.
   *
   * @param patterns with {@code *} for any characters
   */
  public boolean matchesAny(List<String> patterns) {
    return patterns.stream().anyMatch(this::matches);
  }

  private boolean matches(String pattern) {
    String regex = "\\Q" + pattern.replace("\\E", "\\E\\\\E\\Q").replace("*", "\\E.*\\Q") + "\\E";
    return Pattern.compile(regex, Pattern.DOTALL).matcher(toString()).matches();
  }

  /** Both parts in back-ticks, for SQL. */
  public String quoted() {
    return "`" + database.replace("`", "``") + "`.`" + table.replace("`", "``") + "`";
  }

  @Override
  public String toString() {
    return database + "." + table;
  }
}
