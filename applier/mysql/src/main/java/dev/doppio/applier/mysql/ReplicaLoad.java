package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.CheckpointTables.BOOTSTRAP;
import static dev.doppio.applier.mysql.CheckpointTables.CHECKPOINT;
import static dev.doppio.applier.mysql.CheckpointTables.DDL_VERSION;

import dev.doppio.applier.mysql.PendingChanges.Group;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Fills an empty server with what another replica holds. Until {@link #finish} it says of itself
 * that it is no replica, and no applier takes it; begun again, it drops what it has made before.
 * Not thread-safe.
 */
public final class ReplicaLoad implements AutoCloseable {
  private final MySqlTargetConfig config;
  private final Connection connection;
  private final Map<TableVersion, TableWriter> writers = new HashMap<>();
  private final Tally tally = new Tally();

  private ReplicaLoad(MySqlTargetConfig config, Connection connection) {
    this.config = config;
    this.connection = connection;
  }

  /**
   * Connects, makes our own tables, and drops what an earlier try has left.
   *
   * @throws DoppioException TARGET_REFUSED when the server holds documents or a place in a log,
   *     TARGET_UNAVAILABLE
   */
  public static ReplicaLoad begin(MySqlTargetConfig config) {
    Sessions sessions = new Sessions(config, UUID.randomUUID().toString());
    String what = "the server at " + config.address() + ", to be made a replica";
    try {
      MySqlTarget.migrate(config, sessions);
      ReplicaLoad load = new ReplicaLoad(config, sessions.connect());
      load.dropLeftovers();
      load.refuseContents();
      return load;
    } catch (SQLException e) {
      throw SqlFailures.of(what, e);
    }
  }

  private void dropLeftovers() throws SQLException {
    for (TableName table : begun(connection)) {
      execute("DROP TABLE IF EXISTS " + table.quoted());
    }
    execute("DELETE FROM " + BOOTSTRAP);
  }

  /** Tables of a copy that is not complete. */
  static List<TableName> begun(Connection connection) throws SQLException {
    List<TableName> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT table_schema, table_name FROM " + BOOTSTRAP)) {
      while (row.next()) {
        tables.add(new TableName(row.getString(1), row.getString(2)));
      }
    }
    return tables;
  }

  private void refuseContents() throws SQLException {
    List<String> held = new ArrayList<>();
    ReplicaTables.of(connection, config.databases()).forEach(table -> held.add("table " + table));
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + CHECKPOINT)) {
      row.next();
      if (row.getLong(1) > 0) {
        held.add("checkpoints");
      }
    }
    if (!held.isEmpty()) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "the server at "
              + config.address()
              + " has "
              + String.join(", ", held)
              + ": a replica is copied to a server without these. Drop them, the schema doppio too"
              + " where it has checkpoints, or name another; nothing was copied");
    }
  }

  /**
   * Makes a schema or table.
   *
   * @param from where it is copied from, for whoever finds it half-way
   */
  public void make(TableName table, String schemaDefinition, String definition, String from) {
    attempt(
        "making table " + table,
        () -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "INSERT INTO "
                      + BOOTSTRAP
                      + " (table_schema, table_name, copied_from) VALUES (?, ?, ?)")) {
            statement.setString(1, table.database());
            statement.setString(2, table.table());
            statement.setString(3, from);
            statement.executeUpdate();
          }
          execute(
              schemaDefinition.replaceFirst("CREATE DATABASE ", "CREATE DATABASE IF NOT EXISTS "));
          execute("USE " + Names.quoted(table.database()));
          execute(definition);
        });
  }

  /** Writes rows of one table, in a transaction of their own. */
  public void rows(List<Row> rows) {
    attempt(
        "writing rows",
        () -> {
          execute("START TRANSACTION");
          write(rows);
          execute("COMMIT");
        });
  }

  private void write(List<Row> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    TableVersion version = rows.get(0).table();
    TableWriter writer = writers.get(version);
    if (writer == null) {
      writer = writer(version);
      writers.put(version, writer);
    }
    List<Pending> all = rows.stream().map(row -> Pending.written(row)).toList();
    writer.write(connection, List.of(new Group(version, false, Expectation.UNKNOWN, all)), tally);
  }

  /** The tables are made as the other replica has them: whatever it allows, they allow. */
  private TableWriter writer(TableVersion version) throws SQLException {
    TableChecks checks = new TableChecks(Map.of(version.name(), UniquePolicy.PIN));
    TargetTable table =
        TableReader.read(connection, version.name())
            .orElseThrow(() -> new IllegalStateException("no table " + version.name()));
    PartitionId none = new PartitionId(version.name().database(), 0);
    return new TableWriter(
        RowPlans.exact(checks, none, version, table, new RowPlan.Known(0, 0)), true);
  }

  /**
   * From now on it is a replica, which stands where these say.
   *
   * @param own rows of our own tables, as the other replica has them
   */
  public void finish(List<List<Row>> own) {
    attempt(
        "finishing",
        () -> {
          execute("START TRANSACTION");
          execute("DELETE FROM " + DDL_VERSION);
          for (List<Row> rows : own) {
            write(rows);
          }
          execute("UPDATE " + CHECKPOINT + " SET owner = ''");
          execute("DELETE FROM " + BOOTSTRAP);
          execute("COMMIT");
        });
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void attempt(String what, Work work) {
    try {
      work.run();
    } catch (SQLException e) {
      throw SqlFailures.of("the server at " + config.address() + ", " + what, e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    attempt("closing", connection::close);
  }
}
