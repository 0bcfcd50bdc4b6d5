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
    RENAME,
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
   * @param effect ALTER, DROP or RENAME
   * @param renames columns, old name to new name
   * @param renamedTo the table's name after it
   */
  record Ahead(Effect effect, Map<String, String> renames, Optional<TableName> renamedTo) {}

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
   * @param renamedTo the table's name after it, where it gets one
   */
  record Intent(
      String ddlId,
      TableName table,
      Optional<String> after,
      Effect effect,
      String statement,
      Optional<TableName> renamedTo) {
    Intent(String ddlId, TableName table, Optional<String> after, Effect effect, String statement) {
      this(ddlId, table, after, effect, statement, Optional.empty());
    }
  }

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

  /** The last drop of a table, or rename from or to its name, that was begun; 0 for none. */
  long lastDrop(Connection connection, TableName table) throws SQLException {
    return lastLeave(connection, table).map(Entry::ordinal).orElse(0L);
  }

  /** True while nobody knows whether the name means the same table as before. */
  boolean leaves(Connection connection, TableName table) throws SQLException {
    return lastLeave(connection, table).filter(entry -> !entry.applied()).isPresent();
  }

  private static Optional<Entry> lastLeave(Connection connection, TableName table)
      throws SQLException {
    return entry(
        connection,
        "SELECT ordinal, effect, applied FROM "
            + DDL_APPLIED
            + " WHERE database_name = ? AND (table_name = ? AND effect IN ('DROP', 'RENAME')"
            + " OR renamed_to = ?) ORDER BY ordinal DESC LIMIT 1",
        table.database(),
        table.table(),
        table.table());
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

  /** True when changes of the log have left a table of this name. */
  boolean isMade(Connection connection, TableName table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT effect <> 'DROP' AND NOT (effect = 'RENAME' AND table_name = ?) FROM "
                + DDL_APPLIED
                + " WHERE database_name = ? AND (table_name = ? OR renamed_to = ?) AND applied"
                + " AND effect <> 'NONE' ORDER BY ordinal DESC LIMIT 1")) {
      bind(statement, table.table(), table.database(), table.table(), table.table());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /**
   * What other partitions have done to the table that this one has not met yet, in order; a table
   * that was renamed is followed.
   */
  List<Ahead> ahead(Connection connection, PartitionId partition, TableName table)
      throws SQLException {
    List<Ahead> ahead = new ArrayList<>();
    Optional<TableName> name = Optional.of(table);
    long from = seen(connection, partition, table);
    while (name.isPresent()) {
      Map<Long, Ahead> changes = changes(connection, name.get(), from);
      name = Optional.empty();
      for (Map.Entry<Long, Ahead> change : changes.entrySet()) {
        ahead.add(change.getValue());
        if (change.getValue().effect() != Effect.ALTER) {
          name = change.getValue().renamedTo();
          from = change.getKey();
          break;
        }
      }
    }
    return ahead;
  }

  private long seen(Connection connection, PartitionId partition, TableName table)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT ordinal FROM "
                + DDL_SEEN
                + " WHERE origin = ? AND partition_database = ? AND database_name = ? AND"
                + " table_name = ? AND partition_number = "
                + partition.number())) {
      bind(statement, origin, partition.database(), table.database(), table.table());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** By ordinal, in order. */
  private static Map<Long, Ahead> changes(Connection connection, TableName table, long from)
      throws SQLException {
    Map<Long, Ahead> changes = new LinkedHashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT a.ordinal, a.effect, r.old_name, r.new_name, a.renamed_to FROM "
                + DDL_APPLIED
                + " a LEFT JOIN "
                + DDL_RENAMED_COLUMN
                + " r ON r.ordinal = a.ordinal"
                + " WHERE a.database_name = ? AND a.table_name = ? AND a.applied"
                + " AND a.effect IN ('ALTER', 'DROP', 'RENAME') AND a.ordinal > "
                + from
                + " ORDER BY a.ordinal")) {
      bind(statement, table.database(), table.table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Effect effect = Effect.valueOf(row.getString(2));
          Optional<TableName> to =
              Optional.ofNullable(row.getString(5))
                  .map(name -> new TableName(table.database(), name));
          Ahead change =
              changes.computeIfAbsent(
                  row.getLong(1), o -> new Ahead(effect, new LinkedHashMap<>(), to));
          if (row.getString(3) != null) {
            change.renames().put(row.getString(3), row.getString(4));
          }
        }
      }
    }
    return changes;
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
            + " after_fingerprint, effect, statement, renamed_to, connection_id, applied,"
            + " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, CONNECTION_ID(), FALSE,"
            + " CURRENT_TIMESTAMP(6))",
        origin,
        intent.ddlId(),
        intent.table().database(),
        intent.table().table(),
        intent.after().orElse(null),
        intent.effect().name(),
        intent.statement(),
        intent.renamedTo().map(TableName::table).orElse(null));
    long ordinal = find(connection, intent.ddlId(), intent.table()).orElseThrow().ordinal();
    renamedColumns(connection, ordinal, renames);
    return ordinal;
  }

  private static void renamedColumns(
      Connection connection, long ordinal, Map<String, String> renames) throws SQLException {
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
