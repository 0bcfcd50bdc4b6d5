package dev.doppio.applier.mysql;

import dev.doppio.applier.mysql.DdlLog.Effect;
import dev.doppio.applier.mysql.DdlLog.Entry;
import dev.doppio.applier.mysql.DdlLog.Intent;
import dev.doppio.logreader.ColumnRenames;
import dev.doppio.logreader.Reach;
import dev.doppio.logreader.UndecidableChange;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.Fingerprint;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DDL at the replica, each statement once over all partitions and processes. Before one runs, a row
 * that names it and its connection is committed: a capture of this replica knows by it whose the
 * statement is, and after a crash it is known what was being done. Whether it was done, the table
 * tells: DDL is atomic since MySQL 8.0, and {@link TableDiff} goes by what the table is.
 * Thread-safe.
 */
final class SchemaChanges {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaChanges.class);
  private static final int DDL_LOCK_SECONDS = 10;
  private static final Pattern GTID =
      Pattern.compile("[0-9a-f-]{36}(:[a-z_][a-z0-9_]{0,31})?:[0-9]{1,19}");

  private final DataSource connections;
  private final DdlLog ddl;
  private final TableChecks checks;
  private final AtomicLong applied = new AtomicLong();

  /**
   * @param connections apart from those of open transactions, which DDL may have to wait for
   */
  SchemaChanges(DataSource connections, DdlLog ddl, TableChecks checks) {
    this.connections = connections;
    this.ddl = ddl;
    this.checks = checks;
  }

  /** Rises with each change by this process: plans of rows made before are better made anew. */
  long applied() {
    return applied.get();
  }

  /** Makes a table that rows came for; nothing when another partition was faster. */
  void make(TableVersion version) {
    String id = "made:" + version.fingerprint();
    locked(
        "making table " + version.name(),
        version.name(),
        connection -> {
          if (TableReader.read(connection, version.name()).isEmpty()) {
            Intent intent =
                new Intent(
                    id,
                    version.name(),
                    Optional.of(version.fingerprint().toString()),
                    Effect.CREATE,
                    TableDdl.createTable(version));
            run(connection, intent, Map.of());
          }
        });
  }

  /** Brings a schema change of the log, once, and notes that the partition has met it. */
  void change(
      PartitionId partition,
      ControlRecord.SchemaChange change,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      Reach reach) {
    String where = "schema change " + change.ddlId() + " of " + change.table() + " in " + partition;
    locked(
        where,
        change.table(),
        connection -> {
          Optional<Entry> entry = ddl.find(connection, change.ddlId(), change.table());
          long ordinal =
              entry.isPresent() && entry.get().applied()
                  ? entry.get().ordinal()
                  : apply(connection, change, before, after, reach);
          ddl.seen(connection, partition, change.table(), ordinal);
          if (after.isPresent()) {
            ddl.seen(connection, partition, after.get().name(), ordinal);
          }
          connection.commit();
        });
  }

  private long apply(
      Connection connection,
      ControlRecord.SchemaChange change,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      Reach reach)
      throws SQLException {
    Optional<TableVersion> renamed =
        after.filter(version -> !version.name().equals(change.table()));
    if (ranHere(connection, change.ddlId())) {
      return run(connection, nothingToDo(change, after, renamed), Map.of());
    }
    if (renamed.isPresent()) {
      return run(connection, TableRename.of(connection, change, renamed.get(), reach), Map.of());
    }
    Optional<TargetTable> target = TableReader.read(connection, change.table());
    Map<String, String> renames =
        before.isPresent() && after.isPresent() && target.isPresent()
            ? renames(change, before.get(), after.get(), target.get())
            : Map.of();
    ColumnDefaults defaults = defaults(connection, target, renames).with(change.fills());
    Optional<String> statement = statement(change, before, after, target, renames, defaults);
    if (reach == Reach.PART_OF_TABLE && statement.isPresent() && target.isPresent()) {
      PartialChange.check(change, before, after);
    }
    Effect effect =
        statement.isEmpty()
            ? Effect.NONE
            : after.isEmpty() ? Effect.DROP : target.isEmpty() ? Effect.CREATE : Effect.ALTER;
    Intent intent =
        new Intent(
            change.ddlId(),
            change.table(),
            after.map(TableVersion::fingerprint).map(Fingerprint::toString),
            effect,
            statement.orElse(""));
    return run(connection, intent, renames);
  }

  private static Intent nothingToDo(
      ControlRecord.SchemaChange change,
      Optional<TableVersion> after,
      Optional<TableVersion> renamed) {
    return new Intent(
        change.ddlId(),
        change.table(),
        after.map(TableVersion::fingerprint).map(Fingerprint::toString),
        renamed.isPresent() ? Effect.RENAME : Effect.NONE,
        "",
        renamed.map(TableVersion::name));
  }

  private static ColumnDefaults defaults(
      Connection connection, Optional<TargetTable> target, Map<String, String> renames)
      throws SQLException {
    return target.isPresent()
        ? ColumnDefaults.read(connection, target.get().name()).renamed(renames)
        : ColumnDefaults.NONE;
  }

  /**
   * True when this server itself has run the statement, as the master of other partitions, and
   * hears of it again from the node that got it from here. What the table became since then is its
   * own.
   */
  private static boolean ranHere(Connection connection, String ddlId) throws SQLException {
    if (!GTID.matcher(ddlId).matches()) {
      return false;
    }
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT GTID_SUBSET(?, @@GLOBAL.gtid_executed)")) {
      statement.setString(1, ddlId);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getInt(1) == 1;
      }
    }
  }

  private Optional<String> statement(
      ControlRecord.SchemaChange change,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      Optional<TargetTable> target,
      Map<String, String> renames,
      ColumnDefaults defaults) {
    if (after.isEmpty()) {
      return target.map(table -> TableDdl.dropTable(change.table()));
    }
    if (target.isEmpty()) {
      return Optional.of(TableDdl.createTable(after.get(), defaults));
    }
    if (before.isPresent()) {
      return TableDiff.alter(target.get(), before.get(), after.get(), renames, defaults);
    }
    List<String> objections = checks.objections(after.get(), target.get());
    if (!objections.isEmpty()) {
      throw new DoppioException(
          FailureKind.TARGET_REJECTED,
          "the log brings a new table "
              + change.table()
              + " ("
              + change.ddlId()
              + "), the replica has another one of that name: "
              + String.join("; ", objections));
    }
    return Optional.empty();
  }

  private static Map<String, String> renames(
      ControlRecord.SchemaChange change,
      TableVersion before,
      TableVersion after,
      TargetTable target) {
    try {
      return ColumnRenames.of(before, after, change.statement());
    } catch (UndecidableChange e) {
      boolean done =
          after.columns().stream()
              .filter(column -> !column.generated())
              .allMatch(
                  column ->
                      target
                          .column(column.name())
                          .map(there -> ColumnFit.exact(column, there))
                          .orElse(false));
      if (done) {
        return Map.of();
      }
      throw new DoppioException(
          FailureKind.TARGET_REJECTED,
          "schema change "
              + change.ddlId()
              + " of "
              + change.table()
              + " can't be derived: "
              + e.getMessage()
              + "; alter the table at the replica to the source's structure by hand, then restart"
              + " the applier");
    }
  }

  /** Intent, statement, acknowledgement, on one connection. */
  private long run(Connection connection, Intent intent, Map<String, String> renames)
      throws SQLException {
    long ordinal = ddl.intend(connection, intent, renames);
    connection.commit();
    if (!intent.statement().isEmpty()) {
      LOG.info("{}: {}", intent.ddlId(), intent.statement());
      execute(connection, intent, ordinal);
    }
    ddl.applied(connection, ordinal);
    connection.commit();
    applied.incrementAndGet();
    return ordinal;
  }

  private void execute(Connection connection, Intent intent, long ordinal) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (intent.effect() != Effect.DROP && !databaseExists(connection, intent.table())) {
        statement.execute(TableDdl.createDatabase(intent.table()));
      }
      statement.execute(intent.statement());
    } catch (SQLException e) {
      if (SqlFailures.isAnswer(e)) {
        ddl.withdraw(connection, ordinal);
        connection.commit();
      }
      throw e;
    }
  }

  /**
   * Asked before IF NOT EXISTS: that waits for every open transaction with rows of the schema, even
   * where the schema exists, and one of them may be waiting for the connection that asks.
   */
  private static boolean databaseExists(Connection connection, TableName table)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT 1 FROM information_schema.schemata WHERE schema_name = ?")) {
      statement.setString(1, table.database());
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private interface Work {
    void run(Connection connection) throws SQLException;
  }

  /** One schema change of a table at a time, over all processes. */
  private void locked(String what, TableName table, Work work) {
    String lock = "doppio.ddl." + Integer.toHexString(table.toString().hashCode());
    try (Connection connection = connections.getConnection()) {
      if (!lock(connection, lock)) {
        throw new DoppioException(
            FailureKind.TARGET_UNAVAILABLE,
            what + ": another applier is changing the table; it is tried again");
      }
      try {
        // Rows of slower partitions may not fit yet what the source's all fitted at this place, see
        // RowPlan.Fit.BEHIND; so no strict mode.
        pin(connection, Sessions.RELAXED_MODE);
        work.run(connection);
      } finally {
        unlock(connection);
      }
    } catch (SQLException e) {
      throw SqlFailures.of(what, e);
    }
  }

  private static boolean lock(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT GET_LOCK(?, ?)")) {
      statement.setString(1, name);
      statement.setInt(2, DDL_LOCK_SECONDS);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getInt(1) == 1;
      }
    }
  }

  private static void pin(Connection connection, String mode) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION sql_mode = '" + mode + "'");
    }
  }

  private static void unlock(Connection connection) throws SQLException {
    connection.rollback();
    pin(connection, Sessions.STRICT_MODE);
    try (Statement statement = connection.createStatement()) {
      statement.execute("DO RELEASE_ALL_LOCKS()");
    }
  }
}
