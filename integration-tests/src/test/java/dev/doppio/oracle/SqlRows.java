package dev.doppio.oracle;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rows of a table as the hexadecimal of every column's stored bytes, by primary key. */
public final class SqlRows {
  private static final String NAME = "REPLACE(column_name, '`', '``')";

  private SqlRows() {}

  /** The base tables of a schema. */
  public static List<String> tables(Connection connection, String database) throws SQLException {
    return column(
        connection,
        "SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
            + " AND table_schema = '"
            + database
            + "' ORDER BY table_name");
  }

  /** Key and content of each row; generated columns are the server's own and left out. */
  public static Map<String, String> of(Connection connection, String database, String table)
      throws SQLException {
    String where = " WHERE table_schema = '" + database + "' AND table_name = '" + table + "'";
    String exact = "SELECT " + exact() + " FROM information_schema.columns" + where;
    List<String> columns =
        column(connection, exact + " AND generation_expression = '' ORDER BY column_name");
    List<String> keys = column(connection, exact + " AND column_key = 'PRI' ORDER BY column_name");
    Map<String, String> rows = new TreeMap<>();
    if (columns.isEmpty()) {
      return rows; // no such table yet; who compares has to see rows at the source
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET time_zone = '+00:00'");
      try (ResultSet row =
          statement.executeQuery(
              "SELECT "
                  + hex(keys)
                  + ", "
                  + hex(columns)
                  + " FROM `"
                  + database
                  + "`.`"
                  + table
                  + "`")) {
        while (row.next()) {
          rows.put(row.getString(1), row.getString(2));
        }
      }
    }
    return rows;
  }

  /** The expression, by a column's type, that shows all of its value. */
  private static String exact() {
    return "CASE WHEN data_type IN ('float', 'double') THEN CONCAT('(`', "
        + NAME
        + ", '` + 0e0)') WHEN data_type = 'json' THEN CONCAT('CONCAT(CAST(`', "
        + NAME
        + ", '` AS CHAR), JSON_TYPE(`', "
        + NAME
        + ", '`), "
        + types("$**.*")
        + ", "
        + types("$**[*]")
        + ")') ELSE CONCAT('`', "
        + NAME
        + ", '`') END";
  }

  /** JSON_TYPE() of all values along a path, as a part of a string literal. */
  private static String types(String path) {
    return "COALESCE((SELECT JSON_OBJECTAGG(w.o, JSON_TYPE(w.v)) FROM JSON_TABLE(`', "
        + NAME
        + ", '`, ''"
        + path
        + "'' COLUMNS (o FOR ORDINALITY, v JSON PATH ''$'')) w), '''')";
  }

  private static String hex(List<String> columns) {
    List<String> parts = new ArrayList<>();
    for (String column : columns) {
      parts.add("COALESCE(HEX(CAST(" + column + " AS BINARY)), 'NULL')");
    }
    return "CONCAT_WS(' ', " + String.join(", ", parts) + ")";
  }

  private static List<String> column(Connection connection, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    }
    return values;
  }
}
