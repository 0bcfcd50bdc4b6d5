package dev.doppio.applier.mysql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Rows of a query as they come over the wire. */
final class Rows {
  private Rows() {}

  /** Hands each on; a table that is not there has none. */
  static void stream(Statement statement, String query, ReplicaReader.RowSink sink)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      int count = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        byte[][] fields = new byte[count][];
        for (int i = 0; i < count; i++) {
          fields[i] = rows.getBytes(i + 1);
        }
        sink.take(fields);
      }
    } catch (SQLException e) {
      if (!SqlFailures.isMissing(e)) {
        throw e;
      }
    }
  }
}
