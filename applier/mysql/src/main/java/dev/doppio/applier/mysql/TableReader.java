package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads how a table stands at the replica. Takes no lock on it. */
final class TableReader {
  private static final Pattern DISPLAY_WIDTH =
      Pattern.compile("^(tinyint|smallint|mediumint|int|bigint|year)\\(\\d+\\)");
  private static final Pattern FLOAT_DIGITS = Pattern.compile("^(float|double)\\(\\d+,\\d+\\)");

  private TableReader() {}

  /** The table, or empty when there is none. */
  static Optional<TargetTable> read(Connection connection, TableName name) throws SQLException {
    List<String> engine =
        strings(
            connection,
            "SELECT engine FROM information_schema.tables WHERE table_schema = ? AND table_name ="
                + " ?",
            name);
    if (engine.isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<String>> keys = uniqueKeys(connection, name);
    List<String> primary = Optional.ofNullable(keys.remove("PRIMARY")).orElse(List.of());
    List<TargetTable.UniqueKey> others = new ArrayList<>();
    keys.forEach((index, columns) -> others.add(new TargetTable.UniqueKey(index, columns)));
    List<String> triggers =
        strings(
            connection,
            "SELECT trigger_name FROM information_schema.triggers WHERE event_object_schema = ?"
                + " AND event_object_table = ? ORDER BY trigger_name",
            name);
    return Optional.of(
        new TargetTable(name, engine.get(0), columns(connection, name), primary, others, triggers));
  }

  private static List<TargetColumn> columns(Connection connection, TableName name)
      throws SQLException {
    List<TargetColumn> columns = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT column_name, data_type, column_type, character_maximum_length,"
                + " numeric_precision, numeric_scale, datetime_precision, collation_name,"
                + " is_nullable, column_default, extra, generation_expression"
                + " FROM information_schema.columns WHERE table_schema = ? AND table_name = ?"
                + " ORDER BY ordinal_position")) {
      statement.setString(1, name.database());
      statement.setString(2, name.table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          columns.add(column(row));
        }
      }
    }
    return columns;
  }

  private static TargetColumn column(ResultSet row) throws SQLException {
    String type = row.getString("column_type");
    String extra = row.getString("extra").toLowerCase(Locale.ROOT);
    boolean nullable = row.getString("is_nullable").equals("YES");
    boolean defaulted =
        row.getString("column_default") != null
            || extra.contains("default_generated")
            || extra.contains("auto_increment");
    String expression = row.getString("generation_expression");
    return new TargetColumn(
        row.getString("column_name"),
        typeText(type),
        base(row.getString("data_type")),
        length(row),
        row.getInt("numeric_scale"),
        type.contains(" unsigned"),
        Optional.ofNullable(row.getString("collation_name")),
        nullable,
        nullable || defaulted,
        expression != null && !expression.isEmpty());
  }

  /** Without what says how a value is shown and not what it is. */
  static String typeText(String columnType) {
    if (columnType.startsWith("enum(") || columnType.startsWith("set(")) {
      return columnType;
    }
    String bare = columnType.replace(" zerofill", "");
    bare = DISPLAY_WIDTH.matcher(bare).replaceFirst("$1");
    return FLOAT_DIGITS.matcher(bare).replaceFirst("$1");
  }

  private static Optional<MySqlType> base(String dataType) {
    for (MySqlType type : MySqlType.values()) {
      if (type.name().equalsIgnoreCase(dataType)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  private static long length(ResultSet row) throws SQLException {
    for (String property :
        List.of("character_maximum_length", "datetime_precision", "numeric_precision")) {
      long length = row.getLong(property);
      if (!row.wasNull()) {
        return length;
      }
    }
    return 0;
  }

  private static Map<String, List<String>> uniqueKeys(Connection connection, TableName name)
      throws SQLException {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT index_name, column_name FROM information_schema.statistics WHERE table_schema"
                + " = ? AND table_name = ? AND non_unique = 0 ORDER BY index_name,"
                + " seq_in_index")) {
      statement.setString(1, name.database());
      statement.setString(2, name.table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          List<String> columns = keys.computeIfAbsent(row.getString(1), k -> new ArrayList<>());
          Optional.ofNullable(row.getString(2)).ifPresent(columns::add);
        }
      }
    }
    return keys;
  }

  private static List<String> strings(Connection connection, String sql, TableName name)
      throws SQLException {
    List<String> values = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name.database());
      statement.setString(2, name.table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          values.add(String.valueOf(row.getString(1)));
        }
      }
    }
    return values;
  }
}
