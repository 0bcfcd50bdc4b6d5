package dev.doppio.bench.apply;

import dev.doppio.bench.arm.Measurement;
import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.bench.workload.Loader;
import dev.doppio.local.LocalException;
import dev.doppio.local.Workspace;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.local.mysql.MySqlSpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The MySQL server that all arms write to, each after it was emptied.
 *
 * @param mysql the server; writes a binlog of its own
 * @param pid its process, where it is one of this machine
 */
public record Replica(MySqlServer mysql, Optional<Long> pid) {
  /** An order-free sum over all that a document is, and the number of documents. */
  private static final String DIGEST =
      "SELECT CONCAT(COUNT(*), ':', COALESCE(SUM(version), 0), ':', COALESCE(SUM(CRC32(CONCAT_WS("
          + "'|', member, document, version, kind, updated, body))), 0)) FROM ";

  private static final String ITS_OWN_SCHEMA = "doppio";

  /** Starts it. */
  public static Replica start(Workspace workspace) throws SQLException {
    MySqlServer mysql =
        MySqlServer.start(
            workspace,
            MySqlSpec.storageNode("replica", 2)
                .with(
                    "innodb_buffer_pool_size=1G",
                    "innodb_log_buffer_size=16M",
                    "loose_innodb_redo_log_capacity=1G",
                    "max_binlog_size=1G",
                    "skip_replica_start=ON"));
    return new Replica(mysql, Servers.pidOf(mysql));
  }

  /** Its process and the broker's, and perhaps the arm's own, for a window. */
  Map<String, Long> processes(Servers servers, Optional<Long> own) {
    Map<String, Long> all = new HashMap<>();
    all.put(Measurement.BROKER, servers.kafka().pid(1));
    pid.ifPresent(id -> all.put(Measurement.MYSQL, id));
    own.ifPresent(id -> all.put(Measurement.OWN, id));
    return all;
  }

  /** How soon a commit is on the disk: 0, when the system likes; 1, before it returns. */
  public void durability(int level) throws SQLException {
    execute(
        "SET GLOBAL sync_binlog = " + level,
        "SET GLOBAL innodb_flush_log_at_trx_commit = " + level);
  }

  /** As if it were new, but for its caches. */
  public void empty(String database) throws SQLException {
    execute(
        "STOP REPLICA",
        "RESET REPLICA ALL",
        "DROP DATABASE IF EXISTS " + database,
        "DROP DATABASE IF EXISTS " + ITS_OWN_SCHEMA,
        forget());
  }

  private String forget() {
    return mysql.version().startsWith("8.0") ? "RESET MASTER" : "RESET BINARY LOGS AND GTIDS";
  }

  /** Empty tables, for those who do not make them, and no trace of it in the binlog. */
  public void emptyWithTables(String database) throws SQLException {
    empty(database);
    new Loader(mysql).create(database);
    execute(forget());
  }

  /** True when a document has come into a table that is there. */
  boolean hasSome(String database) throws SQLException {
    return answers("SELECT 1 FROM " + database + "." + Backlog.TABLE + " LIMIT 1");
  }

  /** True when the table is there. */
  public boolean hasTable(String database) throws SQLException {
    return answers(
        "SELECT 1 FROM information_schema.tables WHERE table_schema = '"
            + database
            + "' AND table_name = '"
            + Backlog.TABLE
            + "'");
  }

  private boolean answers(String query) throws SQLException {
    try (Connection connection = mysql.connect();
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(query)) {
      return row.next();
    }
  }

  /**
   * Fails unless it holds what the source holds.
   *
   * @throws LocalException naming both
   */
  void mustEqual(MySqlServer source, String database, String arm) throws SQLException {
    String there = digest(source, database);
    String here = digest(mysql, database);
    if (!here.equals(there)) {
      throw new LocalException(
          arm
              + " left documents:changes:sum "
              + here
              + " where the source has "
              + there
              + ": its figures are worth nothing");
    }
  }

  private static String digest(MySqlServer server, String database) throws SQLException {
    try (Connection connection = server.connect();
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(DIGEST + database + "." + Backlog.TABLE)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Executes these, in this order. */
  public void execute(String... statements) throws SQLException {
    try (Connection connection = mysql.connect();
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }
}
