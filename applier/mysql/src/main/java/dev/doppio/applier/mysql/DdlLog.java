package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.CheckpointTables.DDL_APPLIED;
import static dev.doppio.applier.mysql.CheckpointTables.DDL_RENAMED_COLUMN;
import static dev.doppio.applier.mysql.CheckpointTables.DDL_SEEN;
import static dev.doppio.applier.mysql.CheckpointTables.DDL_VERSION;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables {@code ddl_applied}, {@code ddl_renamed_column} and {@code ddl_seen}. Thread-safe. */
final class DdlLog {
  /** What a schema change did to the replica. */
  enum Effect {
    CREATE,
    ALTER,
    DROP,
    /** The table was so already, as when several shards bring one change. */
    NONE
  }

  /**
   * A schema change of a table.
   *
   * @param ordinal rises with each change of a table, in the order of the source
   * @param effect what it did
   * @param applied false when its statement may or may not have run
   */
  record Entry(long ordinal, Effect effect, boolean applied) {}

  /**
   * A change that a partition has not met in its own order yet.
   *
   * @param effect ALTER or DROP
   * @param renames old name to new name
   */
  record Ahead(Effect effect, Map<String, String> renames) {}

  /**
   * How the changes of all tables stand.
   *
   * @param version rises with each that was applied
   * @param underWay true while some statement may or may not have run
   */
  record State(long version, boolean underWay) {}

  /**
   * A schema change that is about to run.
   *
   * @param ddlId the statement's id
   * @param table the table
   * @param after fingerprint of the table after it; empty when dropped
   * @param effect what it does
   * @param statement its text at the replica; empty for none
   */
  record Intent(
      String ddlId, TableName table, Optional<String> after, Effect effect, String statement) {}

  private final String origin;

  DdlLog(String origin) {
    this.origin = origin;
  }

  /** Rises with each change that was applied to any table. */
  long version(Connection connection) throws SQLException {
    return state(connection).version();
  }

  /** Of all tables, at one moment. */
  State state(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT version, EXISTS (SELECT 1 FROM "
                    + DDL_APPLIED
                    + " WHERE applied = FALSE)"
                    + " FROM "
                    + DDL_VERSION)) {
      row.next();
      return new State(row.getLong(1), row.getBoolean(2));
    }
  }

  /** The last drop of a table that was begun; 0 for none. */
  long lastDrop(Connection connection, TableName table) throws SQLException {
    return entry(
            connection,
            "SELECT ordinal, effect, applied FROM "
                + DDL_APPLIED
                + " WHERE database_name = ? AND"
                + " table_name = ? AND effect = 'DROP' ORDER BY ordinal DESC LIMIT 1",
            table.database(),
            table.table())
        .map(Entry::ordinal)
        .orElse(0L);
  }

  /** True while a statement on the table may or may not have run. */
  boolean underWay(Connection connection, TableName table) throws SQLException {
    return entry(
            connection,
            "SELECT ordinal, effect, applied FROM "
                + DDL_APPLIED
                + " WHERE database_name = ? AND"
                + " table_name = ? AND applied = FALSE LIMIT 1",
            table.database(),
            table.table())
        .isPresent();
  }

  /** The change with this id; empty when nobody has begun it. */
  Optional<Entry> find(Connection connection, String ddlId, TableName table) throws SQLException {
    return entry(
        connection,
        "SELECT ordinal, effect, applied FROM "
            + DDL_APPLIED
            + " WHERE origin = ? AND ddl_id = ?"
            + " AND database_name = ? AND table_name = ?",
        origin,
        ddlId,
        table.database(),
        table.table());
  }

  /** The last change that was applied to a table and that changed it. */
  Optional<Entry> last(Connection connection, TableName table) throws SQLException {
    return entry(
        connection,
        "SELECT ordinal, effect, applied FROM "
            + DDL_APPLIED
            + " WHERE database_name = ? AND"
            + " table_name = ? AND applied AND effect <> 'NONE' ORDER BY ordinal DESC LIMIT 1",
        table.database(),
        table.table());
  }

  /** What other partitions have done to the table that this one has not met yet, in order. */
  List<Ahead> ahead(Connection connection, PartitionId partition, TableName table)
      throws SQLException {
    Map<Long, Ahead> changes = new LinkedHashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT a.ordinal, a.effect, r.old_name, r.new_name FROM "
                + DDL_APPLIED
                + " a"
                + " LEFT JOIN "
                + DDL_RENAMED_COLUMN
                + " r ON r.ordinal = a.ordinal"
                + " WHERE a.database_name = ? AND a.table_name = ? AND a.applied"
                + " AND a.effect IN ('ALTER', 'DROP') AND a.ordinal > COALESCE((SELECT s.ordinal"
                + " FROM "
                + DDL_SEEN
                + " s WHERE s.origin = ? AND s.partition_database = ? AND"
                + " s.partition_number = ? AND s.database_name = ? AND s.table_name = ?), 0)"
                + " ORDER BY a.ordinal")) {
      bind(statement, table.database(), table.table(), origin, partition.database());
      statement.setInt(5, partition.number());
      statement.setString(6, table.database());
      statement.setString(7, table.table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Effect effect = Effect.valueOf(row.getString(2));
          Ahead change =
              changes.computeIfAbsent(
                  row.getLong(1), o -> new Ahead(effect, new LinkedHashMap<>()));
          if (row.getString(3) != null) {
            change.renames().put(row.getString(3), row.getString(4));
          }
        }
      }
    }
    return new ArrayList<>(changes.values());
  }

  /**
   * Says what is about to run, on the connection that will run it; the caller commits. Idempotent:
   * after a crash the connection is another one.
   *
   * @return the change's ordinal
   */
  long intend(Connection connection, Intent intent, Map<String, String> renames)
      throws SQLException {
    Optional<Entry> before = find(connection, intent.ddlId(), intent.table());
    if (before.isPresent()) {
      update(
          connection,
          "UPDATE "
              + DDL_APPLIED
              + " SET connection_id = CONNECTION_ID(), updated_at ="
              + " CURRENT_TIMESTAMP(6) WHERE ordinal = "
              + before.get().ordinal());
      return before.get().ordinal();
    }
    update(
        connection,
        "INSERT INTO "
            + DDL_APPLIED
            + " (origin, ddl_id, database_name, table_name,"
            + " after_fingerprint, effect, statement, connection_id, applied, updated_at) VALUES"
            + " (?, ?, ?, ?, ?, ?, ?, CONNECTION_ID(), FALSE, CURRENT_TIMESTAMP(6))",
        origin,
        intent.ddlId(),
        intent.table().database(),
        intent.table().table(),
        intent.after().orElse(null),
        intent.effect().name(),
        intent.statement());
    long ordinal = find(connection, intent.ddlId(), intent.table()).orElseThrow().ordinal();
    for (Map.Entry<String, String> rename : renames.entrySet()) {
      update(
          connection,
          "INSERT INTO "
              + DDL_RENAMED_COLUMN
              + " (ordinal, old_name, new_name) VALUES ("
              + ordinal
              + ", ?, ?)",
          rename.getKey(),
          rename.getValue());
    }
    return ordinal;
  }

  /** Says that it has run; the caller commits. */
  void applied(Connection connection, long ordinal) throws SQLException {
    update(
        connection,
        "UPDATE "
            + DDL_APPLIED
            + " SET applied = TRUE, updated_at = CURRENT_TIMESTAMP(6) WHERE"
            + " ordinal = "
            + ordinal);
    update(connection, "UPDATE " + DDL_VERSION + " SET version = version + 1");
  }

  /** Takes an intent back whose statement the server has refused; the caller commits. */
  void withdraw(Connection connection, long ordinal) throws SQLException {
    update(connection, "DELETE FROM " + DDL_RENAMED_COLUMN + " WHERE ordinal = " + ordinal);
    update(connection, "DELETE FROM " + DDL_APPLIED + " WHERE ordinal = " + ordinal);
  }

  /** Says that a partition has met a change in its own order. */
  void seen(Connection connection, PartitionId partition, TableName table, long ordinal)
      throws SQLException {
    update(
        connection,
        "INSERT INTO "
            + DDL_SEEN
            + " (origin, partition_database, partition_number, database_name,"
            + " table_name, ordinal) VALUES (?, ?, "
            + partition.number()
            + ", ?, ?, "
            + ordinal
            + ") AS fresh ON DUPLICATE KEY UPDATE ordinal = GREATEST(ddl_seen.ordinal,"
            + " fresh.ordinal)",
        origin,
        partition.database(),
        table.database(),
        table.table());
  }

  private static Optional<Entry> entry(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Entry(row.getLong(1), Effect.valueOf(row.getString(2)), row.getBoolean(3)))
            : Optional.empty();
      }
    }
  }

  private static void update(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, String... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setString(i + 1, parameters[i]);
    }
  }
}
