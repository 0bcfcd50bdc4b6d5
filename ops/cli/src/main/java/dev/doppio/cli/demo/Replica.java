package dev.doppio.cli.demo;

import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.schemas.Doppio;
import java.sql.Connection;
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

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
