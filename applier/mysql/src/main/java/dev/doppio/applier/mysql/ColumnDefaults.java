package dev.doppio.applier.mysql;

import dev.doppio.schemas.change.ColumnFill;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Defaults of a table's columns as the server prints them. A MODIFY that does not repeat one takes
 * it away, and rows of a partition that is behind the column's coming would be without its value.
 * Immutable.
 */
final class ColumnDefaults {
  private static final String QUOTED = "'(?:[^'\\\\]++|''|\\\\.)*+'";
  private static final String EXPRESSION = group(group(group(group(""))));
  private static final Pattern COLUMN =
      Pattern.compile(
          "^  `((?:[^`]|``)+)` (?:[^'(\n]|%s|%s)*? DEFAULT (b?%s|0x[0-9A-Fa-f]+|%s)(?=[ ,]|$)"
              .formatted(QUOTED, EXPRESSION, QUOTED, EXPRESSION),
          Pattern.MULTILINE);

  /** Of no column. */
  static final ColumnDefaults NONE = new ColumnDefaults(Map.of());

  private final Map<String, String> byColumn;

  private ColumnDefaults(Map<String, String> byColumn) {
    this.byColumn = byColumn;
  }

  /** In parentheses, with those within. */
  private static String group(String within) {
    return "\\((?:[^'()]++|" + QUOTED + (within.isEmpty() ? "" : "|" + within) + ")*+\\)";
  }

  /** Literals and expressions; neither NULL nor the time of the statement. */
  static ColumnDefaults read(Connection connection, TableName table) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SHOW CREATE TABLE " + table.quoted())) {
      row.next();
      return of(row.getString(2));
    }
  }

  /** Of the statement that makes a table. */
  static ColumnDefaults of(String createTable) {
    Map<String, String> defaults = new HashMap<>();
    Matcher column = COLUMN.matcher(createTable);
    while (column.find()) {
      defaults.put(key(column.group(1).replace("``", "`")), column.group(2));
    }
    return new ColumnDefaults(defaults);
  }

  /** By the names that columns are about to get. */
  ColumnDefaults renamed(Map<String, String> renames) {
    Map<String, String> later = new HashMap<>(byColumn);
    renames.keySet().forEach(before -> later.remove(key(before)));
    renames.forEach(
        (before, after) ->
            Optional.ofNullable(byColumn.get(key(before)))
                .ifPresent(value -> later.put(key(after), value)));
    return new ColumnDefaults(later);
  }

  /** And these, of new columns. */
  ColumnDefaults with(List<ColumnFill> fills) {
    Map<String, String> more = new HashMap<>(byColumn);
    fills.forEach(fill -> more.put(key(fill.column()), fill.literal()));
    return new ColumnDefaults(more);
  }

  /** What follows a column's definition; empty for one without. */
  String clause(Column column) {
    return Optional.ofNullable(byColumn.get(key(column.name())))
        .map(value -> " DEFAULT " + value(value, column))
        .orElse("");
  }

  /** These types take expressions only. */
  private static String value(String value, Column column) {
    return switch (column.type().type()) {
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, JSON ->
          "(" + value + ")";
      default -> value;
    };
  }

  private static String key(String column) {
    return column.toLowerCase(Locale.ROOT);
  }
}
