package dev.doppio.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rows of a table as the documents that they are: by the key's path, each column that is not NULL
 * with its value as MySQL prints it; what MySQL does not print exactly, as numbers and as
 * hexadecimal. Keys of characters that need no encoding only.
 */
public final class SqlDocuments {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);

  private static final Set<String> BYTES =
      Set.of(
          "bit",
          "binary",
          "varbinary",
          "tinyblob",
          "blob",
          "mediumblob",
          "longblob",
          "vector",
          "geometry",
          "point",
          "linestring",
          "polygon",
          "multipoint",
          "multilinestring",
          "multipolygon",
          "geomcollection");

  private SqlDocuments() {}

  /** How moments are told: as MySQL prints them, or all of them to the microsecond. */
  private enum Moments {
    PRINTED {
      @Override
      String select(String column, String type) {
        return "CAST(" + column + " AS CHAR)";
      }
    },
    MICROSECONDS {
      @Override
      String select(String column, String type) {
        return switch (type) {
          case "datetime", "timestamp" ->
              "IF(MONTH("
                  + column
                  + ") = 0, CAST("
                  + column
                  + " AS CHAR), DATE_FORMAT("
                  + column
                  + ", '%Y-%m-%d %H:%i:%s.%f'))";
          case "time" ->
              "TIME_TO_SEC("
                  + column
                  + ") * 1000000 + IF("
                  + column
                  + " < CAST('00:00:00' AS TIME(6)), -1, 1) * MICROSECOND("
                  + column
                  + ")";
          default -> PRINTED.select(column, type);
        };
      }
    };

    abstract String select(String column, String type);
  }

  private record Column(String name, String type, boolean key) {
    String select(Moments moments) {
      return switch (type) {
        case "float", "double" -> "`" + name + "` + 0e0";
        case "year" -> "`" + name + "` + 0";
        default ->
            BYTES.contains(type)
                ? "HEX(CAST(`" + name + "` AS BINARY))"
                : moments.select("`" + name + "`", type);
      };
    }

    String value(ResultSet row, int index) throws SQLException {
      String text = row.getString(index);
      return switch (type) {
        case "float", "double" -> Double.toString(row.getDouble(index));
        case "json" -> json(text);
        default -> BYTES.contains(type) ? text.toLowerCase(Locale.ROOT) : text;
      };
    }
  }

  /** Key and content of each row; generated columns are the server's own and left out. */
  public static Map<String, String> of(Connection connection, String database, String table)
      throws SQLException {
    return of(connection, database, table, Moments.PRINTED);
  }

  /** The same with moments to the microsecond, a TIME in microseconds. */
  public static Map<String, String> exact(Connection connection, String database, String table)
      throws SQLException {
    return of(connection, database, table, Moments.MICROSECONDS);
  }

  private static Map<String, String> of(
      Connection connection, String database, String table, Moments moments) throws SQLException {
    List<Column> columns = columns(connection, database, table);
    Map<String, String> documents = new TreeMap<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET time_zone = '+00:00'");
      try (ResultSet row =
          statement.executeQuery(
              "SELECT "
                  + String.join(
                      ", ", columns.stream().map(column -> column.select(moments)).toList())
                  + " FROM `"
                  + database
                  + "`.`"
                  + table
                  + "`")) {
        while (row.next()) {
          StringBuilder key = new StringBuilder(table);
          Map<String, String> values = new TreeMap<>();
          for (int i = 0; i < columns.size(); i++) {
            if (row.getString(i + 1) != null) {
              values.put(columns.get(i).name(), columns.get(i).value(row, i + 1));
            }
            if (columns.get(i).key()) {
              key.append('/').append(row.getString(i + 1));
            }
          }
          documents.put(key.toString(), values.toString());
        }
      }
    }
    return documents;
  }

  /** A JSON document in the one form that equal documents share. */
  static String json(String text) {
    try {
      return JSON.readTree(text).toString();
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  private static List<Column> columns(Connection connection, String database, String table)
      throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT column_name, data_type, column_key = 'PRI' FROM information_schema.columns"
                    + " WHERE generation_expression = '' AND table_schema = '"
                    + database
                    + "' AND table_name = '"
                    + table
                    + "' ORDER BY ordinal_position")) {
      while (row.next()) {
        columns.add(new Column(row.getString(1), row.getString(2), row.getBoolean(3)));
      }
    }
    return columns;
  }
}
