package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.CheckpointTables.SNAPSHOT_RUNNING;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * The table {@code snapshot_running}: of which tables a snapshot is on its way into which
 * partition. Stateless.
 */
final class SnapshotLog {
  private final String origin;

  SnapshotLog(String origin) {
    this.origin = origin;
  }

  /** Those of a partition. */
  Set<TableName> running(Connection connection, PartitionId partition) throws SQLException {
    Set<TableName> running = new HashSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT table_schema, table_name FROM "
                + SNAPSHOT_RUNNING
                + " WHERE origin = ? AND database_name = ? AND partition_number = ?")) {
      bind(statement, partition);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          running.add(new TableName(row.getString(1), row.getString(2)));
        }
      }
    }
    return running;
  }

  /** Remembers that one begins or has ended; idempotent. The caller commits. */
  void set(Connection connection, PartitionId partition, TableName table, boolean running)
      throws SQLException {
    String sql =
        running
            ? "REPLACE INTO " + SNAPSHOT_RUNNING + " VALUES (?, ?, ?, ?, ?)"
            : "DELETE FROM "
                + SNAPSHOT_RUNNING
                + " WHERE origin = ? AND database_name = ? AND partition_number = ? AND"
                + " table_schema = ? AND table_name = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, partition);
      statement.setString(4, table.database());
      statement.setString(5, table.table());
      statement.executeUpdate();
    }
  }

  private void bind(PreparedStatement statement, PartitionId partition) throws SQLException {
    statement.setString(1, origin);
    statement.setString(2, partition.database());
    statement.setInt(3, partition.number());
  }
}
