package dev.doppio.bench.apply;

import dev.doppio.local.LocalException;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.schemas.gtid.GtidSet;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * MySQL's own replication into the replica: GTIDs, WRITESET dependencies of the source, several
 * workers, the order of commits kept. One thread.
 */
public final class NativeReplication {
  private static final String FAILED =
      "SELECT last_error_message FROM performance_schema.replication_applier_status_by_worker"
          + " WHERE last_error_number <> 0 UNION ALL SELECT last_error_message FROM"
          + " performance_schema.replication_connection_status WHERE last_error_number <> 0";
  private static final int LOOK_SECONDS = 5;
  private static final Duration AT_MOST = Duration.ofHours(1);
  private static final long POLL_MILLIS = 50;

  private final Replica replica;
  private final MySqlServer source;

  public NativeReplication(Replica replica, MySqlServer source) {
    this.replica = replica;
    this.source = source;
  }

  /**
   * Points an emptied replica with tables at its source.
   *
   * @param executed what it is to take for executed
   * @param workers that apply
   */
  public void point(GtidSet executed, int workers) throws SQLException {
    replica.execute(
        "SET GLOBAL gtid_purged = '" + executed + "'",
        "SET GLOBAL replica_parallel_workers = " + workers,
        "SET GLOBAL replica_preserve_commit_order = ON",
        "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '"
            + source.host()
            + "', SOURCE_PORT = "
            + source.port()
            + ", SOURCE_USER = '"
            + MySqlServer.ROOT_USER
            + "', SOURCE_PASSWORD = '"
            + MySqlServer.ROOT_PASSWORD
            + "', SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1");
  }

  /** Fetches, and applies nothing yet. */
  void fetch(GtidSet all) throws SQLException, InterruptedException {
    replica.execute("START REPLICA IO_THREAD");
    long deadline = System.nanoTime() + AT_MOST.toNanos();
    while (!received().contains(all)) {
      check(deadline, "to receive");
      Thread.sleep(POLL_MILLIS);
    }
  }

  private GtidSet received() throws SQLException {
    try (Connection connection = replica.mysql().connect();
        Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT CONCAT_WS(',', NULLIF(received_transaction_set, ''), @@gtid_purged) FROM"
                    + " performance_schema.replication_connection_status")) {
      row.next();
      return GtidSet.parse(row.getString(1).replaceAll("\\s", ""));
    }
  }

  /** Waits, on the server, until it has applied all of this. */
  void awaitApplied(GtidSet all) throws SQLException {
    long deadline = System.nanoTime() + AT_MOST.toNanos();
    try (Connection connection = replica.mysql().connect();
        Statement sql = connection.createStatement()) {
      boolean late = true;
      while (late) {
        try (ResultSet row =
            sql.executeQuery(
                "SELECT WAIT_FOR_EXECUTED_GTID_SET('" + all + "', " + LOOK_SECONDS + ")")) {
          row.next();
          late = row.getInt(1) != 0;
        }
        if (late) {
          check(deadline, "to apply");
        }
      }
    }
  }

  /**
   * Fails when one of its threads has.
   *
   * @throws LocalException with what the server says
   */
  public void mustRun() {
    try {
      mustRun("to replicate");
    } catch (SQLException e) {
      throw new LocalException("Cannot look at the replica: " + e.getMessage(), e);
    }
  }

  private void check(long deadline, String what) throws SQLException {
    mustRun(what);
    if (System.nanoTime() > deadline) {
      throw new LocalException("MySQL's own replica did not come " + what + " in " + AT_MOST);
    }
  }

  private void mustRun(String what) throws SQLException {
    try (Connection connection = replica.mysql().connect();
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(FAILED)) {
      if (row.next()) {
        throw new LocalException("MySQL's own replica failed " + what + ": " + row.getString(1));
      }
    }
  }
}
