package dev.doppio.cli.demo;

import dev.doppio.local.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Changes the source behind the log's back, so that every copy is wrong from then on. */
final class Tamper {
  private Tamper() {}

  /**
   * Changes one letter in the middle of one document, outside the binlog.
   *
   * @return which
   */
  static String flipOneByte(MySqlServer source, String database) throws SQLException {
    String table = "`" + database + "`.message";
    try (Connection connection = source.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION sql_log_bin = 0");
      try (ResultSet row =
              statement.executeQuery(
                  "SELECT member_id, message_id, body FROM "
                      + table
                      + " WHERE body <> '' ORDER BY CHAR_LENGTH(body) DESC LIMIT 1");
          PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE " + table + " SET body = ? WHERE member_id = ? AND message_id = ?")) {
        if (!row.next()) {
          throw new SQLException("the source has no message to tamper with");
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
  }
}
