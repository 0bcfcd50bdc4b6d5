package dev.doppio.applier.mysql;

import dev.doppio.schemas.Doppio;
import dev.doppio.schemas.document.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What keeps a server from being a replica. Reads only. */
final class Preflight {
  /** Of ours: Flyway makes and changes them. */
  private static final List<String> ON_CHECKPOINTS =
      List.of("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "INDEX");

  /** Of documents; TRIGGER and EVENT only to see that there are none. */
  private static final List<String> ON_DOCUMENTS =
      List.of(
          "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "INDEX", "TRIGGER",
          "EVENT");

  /** {@code INSERT ... VALUES ... AS alias} came in 8.0.19, the hint {@code INDEX} in 8.0.20. */
  private static final int[] OLDEST = {8, 0, 20};

  private final MySqlTargetConfig config;
  private final Connection connection;
  private final TableChecks checks;
  private final List<String> findings = new ArrayList<>();

  private Preflight(MySqlTargetConfig config, Connection connection) {
    this.config = config;
    this.connection = connection;
    this.checks = new TableChecks(config.unique());
  }

  /** What is in the way, each with its remedy. */
  static List<String> findings(MySqlTargetConfig config, Connection connection)
      throws SQLException {
    Preflight preflight = new Preflight(config, connection);
    preflight.server();
    if (preflight.findings.isEmpty()) {
      preflight.privileges();
    }
    if (preflight.findings.isEmpty()) {
      preflight.bootstrap();
    }
    // Without its privileges an account sees no triggers and no events.
    if (preflight.findings.isEmpty()) {
      for (String database : config.databases()) {
        preflight.events(database);
        preflight.tables(database);
      }
    }
    return preflight.findings;
  }

  private void server() throws SQLException {
    String version = one("SELECT VERSION()");
    if (isOlder(version)) {
      findings.add("MySQL " + version + " is too old: upgrade the replica to 8.0.20 or newer");
    }
    if (one("SELECT @@GLOBAL.super_read_only").equals("1")) {
      findings.add(
          "super_read_only is ON, so not even the applier may write: SET GLOBAL super_read_only ="
              + " OFF (read_only may stay ON)");
    }
    // As a row: a release that knows only ROW may not have the variable any more.
    String format =
        one(
            "SELECT variable_value FROM performance_schema.session_variables WHERE variable_name ="
                + " 'binlog_format'");
    if (one("SELECT @@GLOBAL.log_bin").equals("1")
        && !format.isEmpty()
        && !format.equalsIgnoreCase("ROW")) {
      findings.add(
          "the replica writes a binlog that is not in ROW format: SET GLOBAL binlog_format = ROW");
    }
  }

  /** Half a copy must not be taken for a replica. */
  private void bootstrap() throws SQLException {
    try {
      if (!ReplicaLoad.begun(connection).isEmpty()) {
        findings.add(
            "it is being filled from another replica, or that was broken off: run doppio bootstrap"
                + " again, which begins anew");
      }
    } catch (SQLException e) {
      if (!SqlFailures.isMissing(e)) {
        throw e;
      }
    }
  }

  private static boolean isOlder(String version) {
    String[] parts = version.split("[^0-9]+");
    for (int i = 0; i < OLDEST.length; i++) {
      int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
      if (part != OLDEST[i]) {
        return part < OLDEST[i];
      }
    }
    return false;
  }

  private void privileges() throws SQLException {
    Grants grants = new Grants(strings("SHOW GRANTS"));
    String account = one("SELECT CURRENT_USER()");
    int at = account.lastIndexOf('@');
    String to = "'" + account.substring(0, at) + "'@'" + account.substring(at + 1) + "'";
    missing(grants, Doppio.CHECKPOINT_SCHEMA, ON_CHECKPOINTS, to);
    for (String database : config.databases()) {
      missing(grants, database, ON_DOCUMENTS, to);
    }
    if (one("SELECT @@GLOBAL.read_only").equals("1")
        && !grants.anyOnServer("CONNECTION_ADMIN", "SUPER")) {
      findings.add(
          "read_only is ON and the account may not write in spite of it: GRANT CONNECTION_ADMIN ON"
              + " *.* TO "
              + to);
    }
  }

  private void missing(Grants grants, String database, List<String> privileges, String to) {
    List<String> missing = grants.missing(database, privileges);
    if (!missing.isEmpty()) {
      findings.add("the account lacks privileges: " + grant(missing, database, to));
    }
  }

  /** What {@link #findings} would miss with an account that has nothing. */
  static List<String> grants(MySqlTargetConfig config) {
    String to = "'" + config.user().replace("'", "''") + "'@'%'";
    List<String> grants = new ArrayList<>();
    grants.add(grant(ON_CHECKPOINTS, Doppio.CHECKPOINT_SCHEMA, to));
    config.databases().forEach(database -> grants.add(grant(ON_DOCUMENTS, database, to)));
    return grants;
  }

  /** An underscore in the name of a schema would stand for any character. */
  private static String grant(List<String> privileges, String database, String to) {
    String schema = Names.quoted(database.replace("_", "\\_"));
    return "GRANT " + String.join(", ", privileges) + " ON " + schema + ".* TO " + to;
  }

  private void events(String database) throws SQLException {
    for (String event :
        strings(
            "SELECT event_name FROM information_schema.events WHERE status = 'ENABLED' AND"
                + " event_schema = ?",
            database)) {
      findings.add(
          "event "
              + event
              + " may change documents of "
              + database
              + ": ALTER EVENT "
              + Names.quoted(database)
              + "."
              + Names.quoted(event)
              + " DISABLE");
    }
  }

  private void tables(String database) throws SQLException {
    for (String table :
        strings(
            "SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND"
                + " table_schema = ?",
            database)) {
      TableName name = new TableName(database, table);
      TableReader.read(connection, name)
          .ifPresent(
              target ->
                  checks
                      .objections(target)
                      .forEach(objection -> findings.add("table " + name + ": " + objection)));
    }
  }

  private String one(String sql) throws SQLException {
    List<String> values = strings(sql);
    return values.isEmpty() ? "" : values.get(0);
  }

  private List<String> strings(String sql, String... parameters) throws SQLException {
    List<String> values = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          values.add(String.valueOf(row.getString(1)));
        }
      }
    }
    return values;
  }
}
