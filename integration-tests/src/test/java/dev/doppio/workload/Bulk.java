package dev.doppio.workload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;

/** Source transactions of many rows. */
final class Bulk {
  private static final int STATEMENT_ROWS = 500;
  private final Connection connection;
  private final String database;

  Bulk(Connection connection, String database) {
    this.connection = connection;
    this.database = database;
  }

  /** Inserts rows with ids from {@code first} in one transaction; returns its GTID. */
  String insert(long first, int rows) throws SQLException {
    connection.setAutoCommit(false);
    connection.setCatalog(database);
    try (Statement sql = connection.createStatement()) {
      sql.execute("SET SESSION session_track_gtids = OWN_GTID");
    }
    for (long id = first; id < first + rows; id += STATEMENT_ROWS) {
      int count = (int) Math.min(STATEMENT_ROWS, first + rows - id);
      String values = String.join(",", Collections.nCopies(count, "(?, REPEAT(MD5(RAND()), 30))"));
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO bulk VALUES " + values)) {
        for (int i = 0; i < count; i++) {
          insert.setLong(i + 1, id + i);
        }
        insert.executeUpdate();
      }
    }
    return Gtids.commit(connection);
  }
}
