package dev.doppio.cli.demo;

import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.schemas.Doppio;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** The replica as an operator sees it, over SQL. Used by one thread. */
final class Replica implements AutoCloseable {
  private final Connection connection;

  Replica(MySqlServer server) throws SQLException {
    connection = server.connect();
  }

  Connection connection() {
    return connection;
  }

  /** Data transactions that are applied, by the checkpoints; empty before there are any. */
  Optional<Long> applied() {
    String sql = "SELECT SUM(transactions) FROM `" + Doppio.CHECKPOINT_SCHEMA + "`.checkpoint";
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      long sum = result.getLong(1);
      return result.wasNull() ? Optional.empty() : Optional.of(sum);
    } catch (SQLException noTableYet) {
      return Optional.empty();
    }
  }

  /**
   * Changes one letter in the middle of one document.
   *
   * @return which
   */
  String flipOneByte(String database) throws SQLException {
    String table = "`" + database + "`.message";
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT member_id, message_id, body FROM "
                    + table
                    + " WHERE body <> '' ORDER BY CHAR_LENGTH(body) DESC LIMIT 1");
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE " + table + " SET body = ? WHERE member_id = ? AND message_id = ?")) {
      if (!row.next()) {
        throw new SQLException("the replica has no message to tamper with");
      }
      StringBuilder body = new StringBuilder(row.getString(3));
      int middle = body.length() / 2;
      body.setCharAt(middle, body.charAt(middle) == 'x' ? 'y' : 'x');
      update.setString(1, body.toString());
      update.setString(2, row.getString(1));
      update.setLong(3, row.getLong(2));
      update.executeUpdate();
      return "message " + row.getString(1) + "/" + row.getLong(2) + ", byte " + middle;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
