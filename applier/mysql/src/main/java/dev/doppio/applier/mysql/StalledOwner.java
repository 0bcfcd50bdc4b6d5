package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.CheckpointTables.CHECKPOINT;

import dev.doppio.schemas.log.PartitionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the open transaction of a former owner that stands still (a stopped process, a cut network)
 * and so keeps its partition's row locked. An account may end its own connections. The connection
 * is ended only when it still belongs to the process that the row names.
 */
final class StalledOwner {
  private static final Logger LOG = LoggerFactory.getLogger(StalledOwner.class);

  private StalledOwner() {}

  /** True when a connection was ended. */
  static boolean end(Connection connection, String origin, PartitionId partition)
      throws SQLException {
    OptionalLong holder = holder(connection, origin, partition);
    if (holder.isEmpty()) {
      return false;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("KILL CONNECTION " + holder.getAsLong());
    } catch (SQLException e) {
      if (e.getErrorCode() != SqlFailures.NO_SUCH_THREAD) {
        throw e;
      }
    }
    LOG.warn(
        "{}: ended connection {} of its former owner, which held a transaction open",
        partition,
        holder.getAsLong());
    return true;
  }

  /** Read uncommitted: {@link CheckpointRow#begin} has written its connection into the row. */
  private static OptionalLong holder(Connection connection, String origin, PartitionId partition)
      throws SQLException {
    connection.rollback();
    try (Statement mode = connection.createStatement()) {
      mode.execute("SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED");
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT c.connection_id FROM "
                + CHECKPOINT
                + " c JOIN"
                + " performance_schema.session_account_connect_attrs a ON a.processlist_id ="
                + " c.connection_id AND a.attr_name = ? AND a.attr_value = c.applier"
                + " WHERE c.origin = ? AND c.database_name = ? AND c.partition_number = ? AND"
                + " c.connection_id <> CONNECTION_ID()")) {
      statement.setString(1, Sessions.APPLIER_ATTRIBUTE);
      statement.setString(2, origin);
      statement.setString(3, partition.database());
      statement.setInt(4, partition.number());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    } finally {
      connection.rollback();
    }
  }
}
