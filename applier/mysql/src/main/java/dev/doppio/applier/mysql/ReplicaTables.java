package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The tables of documents that a server has. */
final class ReplicaTables {
  private ReplicaTables() {}

  /** Base tables of these schemas, sorted. */
  static List<TableName> of(Connection connection, List<String> schemas) throws SQLException {
    List<TableName> tables = new ArrayList<>();
    for (String schema : schemas) {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND"
                  + " table_schema = ? ORDER BY table_name")) {
        statement.setString(1, schema);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            tables.add(new TableName(schema, row.getString(1)));
          }
        }
      }
    }
    return tables;
  }

  /** Those of them that hold rows. */
  static List<TableName> filled(Connection connection, List<String> schemas) throws SQLException {
    List<TableName> filled = new ArrayList<>();
    for (TableName table : of(connection, schemas)) {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT 1 FROM " + table.quoted() + " LIMIT 1")) {
        if (row.next()) {
          filled.add(table);
        }
      }
    }
    return filled;
  }
}
