package dev.doppio.workload;

import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.protocol.ServerSessionStateController;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** What MySQL tells of a commit. */
final class Gtids {
  private Gtids() {}

  /** Commits and returns the GTID that the session tracker tells. */
  static String commit(Connection connection) throws SQLException {
    connection.commit();
    ServerSessionStateController.SessionStateChange gtid =
        connection
            .unwrap(JdbcConnection.class)
            .getServerSessionStateController()
            .getSessionStateChanges()
            .getSessionStateChangesList()
            .stream()
            .filter(c -> c.getType() == ServerSessionStateController.SESSION_TRACK_GTIDS)
            .findFirst()
            .orElseThrow(() -> new AssertionError("MySQL told no GTID for a commit"));
    return gtid.getValues().get(0).toLowerCase(Locale.ROOT);
  }
}
