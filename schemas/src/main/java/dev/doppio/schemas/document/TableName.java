package dev.doppio.schemas.document;

import java.util.Objects;

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

  /** Both parts in back-ticks, for SQL. */
  public String quoted() {
    return "`" + database.replace("`", "``") + "`.`" + table.replace("`", "``") + "`";
  }

  @Override
  public String toString() {
    return database + "." + table;
  }
}
