package dev.doppio.cli.compare;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A table as one side's information_schema tells it.
 *
 * @param database its MySQL schema
 * @param name its name
 * @param columns in table order
 * @param key names of the primary key's columns, in key order
 */
record TableShape(String database, String name, List<Column> columns, List<String> key) {
  /** One column; generated ones are computed by each side for itself and compared all the same. */
  record Column(String name, String dataType, String fullType) {
    /** SQL that gives all of the value's bytes as HEX, and tells apart what is not the same. */
    String hex() {
      String quoted = quote(name);
      return switch (dataType) {
        case "enum", "set" -> "HEX(CONCAT(" + quoted + " + 0, ':', " + quoted + "))";
        case "bit" -> "HEX(" + quoted + " + 0)";
        case "float" -> "HEX(CAST(CAST(" + quoted + " AS DOUBLE) AS CHAR))";
        case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" ->
            "HEX(" + quoted + ")";
        case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
            "HEX(" + quoted + ")";
        case "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring" ->
            "HEX(" + quoted + ")";
        case "multipolygon", "geomcollection", "geometrycollection", "vector" ->
            "HEX(" + quoted + ")";
        default -> "HEX(CAST(" + quoted + " AS CHAR))";
      };
    }
  }

  /** The tables of a schema by name. */
  static Map<String, TableShape> of(Connection connection, String database) throws SQLException {
    Map<String, List<Column>> columns = new TreeMap<>();
    Map<String, List<String>> keys = new TreeMap<>();
    query(
        connection,
        "SELECT c.TABLE_NAME, c.COLUMN_NAME, c.DATA_TYPE, c.COLUMN_TYPE"
            + " FROM information_schema.COLUMNS c JOIN information_schema.TABLES t"
            + " USING (TABLE_SCHEMA, TABLE_NAME)"
            + " WHERE c.TABLE_SCHEMA = ? AND t.TABLE_TYPE = 'BASE TABLE'"
            + " ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION",
        database,
        row ->
            columns
                .computeIfAbsent(row.getString(1), table -> new ArrayList<>())
                .add(new Column(row.getString(2), row.getString(3), row.getString(4))));
    query(
        connection,
        "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE"
            + " WHERE TABLE_SCHEMA = ? AND CONSTRAINT_NAME = 'PRIMARY'"
            + " ORDER BY TABLE_NAME, ORDINAL_POSITION",
        database,
        row ->
            keys.computeIfAbsent(row.getString(1), table -> new ArrayList<>())
                .add(row.getString(2)));
    Map<String, TableShape> shapes = new TreeMap<>();
    columns.forEach(
        (table, all) ->
            shapes.put(
                table, new TableShape(database, table, all, keys.getOrDefault(table, List.of()))));
    return shapes;
  }

  /** Key first, then all columns; sorted by the key's HEX, byte by byte. */
  String query() {
    List<String> keyHex =
        key.stream()
            .map(name -> columns.stream().filter(c -> c.name().equals(name)).findFirst())
            .map(column -> column.orElseThrow().hex())
            .toList();
    String all = columns.stream().map(Column::hex).collect(Collectors.joining(", "));
    String order =
        keyHex.stream().map(hex -> "CAST(" + hex + " AS BINARY)").collect(Collectors.joining(", "));
    return "SELECT "
        + String.join(", ", keyHex)
        + ", "
        + all
        + " FROM "
        + quote(database)
        + "."
        + quote(name)
        + " ORDER BY "
        + order;
  }

  @Override
  public String toString() {
    return database + "." + name;
  }

  private static String quote(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private interface Consumer {
    void take(ResultSet row) throws SQLException;
  }

  private static void query(Connection connection, String sql, String database, Consumer consumer)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, database);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          consumer.take(result);
        }
      }
    }
  }
}
