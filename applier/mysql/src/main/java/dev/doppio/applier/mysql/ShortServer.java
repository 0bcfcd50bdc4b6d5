package dev.doppio.applier.mysql;

import dev.doppio.applier.mysql.PendingChanges.Group;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.PartitionId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A server of a storage node that lacks transactions, which it gets under their own GTIDs and
 * commit times. Each is executed whole or not at all. One session; not thread-safe.
 */
public final class ShortServer implements AutoCloseable {
  private static final long MICROS = 1_000_000;

  private final MySqlTargetConfig config;
  private final Connection connection;
  private final TableChecks checks;
  private final Map<TableVersion, TableWriter> writers = new HashMap<>();
  private final PendingChanges pending = new PendingChanges();
  private final Tally tally = new Tally();

  private ShortServer(MySqlTargetConfig config, Connection connection) throws SQLException {
    this.config = config;
    this.connection = connection;
    Map<TableName, UniquePolicy> asTheyAre = new HashMap<>();
    ReplicaTables.of(connection, config.databases())
        .forEach(table -> asTheyAre.put(table, UniquePolicy.PIN));
    this.checks = new TableChecks(asTheyAre);
  }

  /**
   * Connects.
   *
   * @throws DoppioException TARGET_UNAVAILABLE when it can't be reached, TARGET_REFUSED when it
   *     does not let the account in
   */
  public static ShortServer connect(MySqlTargetConfig config) {
    try {
      Sessions sessions = new Sessions(config, UUID.randomUUID().toString());
      return new ShortServer(config, sessions.connect());
    } catch (SQLException e) {
      throw SqlFailures.of("the server at " + config.address() + ", as " + config.user(), e);
    }
  }

  /** All that it has executed. */
  public GtidSet executed() {
    return GtidSet.parse(one("SELECT @@GLOBAL.gtid_executed"));
  }

  /** Its {@code server_uuid}. */
  public String identity() {
    return one("SELECT @@GLOBAL.server_uuid");
  }

  /** What keeps it from being mended, each with its remedy. */
  public List<String> objections() {
    List<String> objections = new ArrayList<>();
    if (!one("SELECT @@GLOBAL.gtid_mode").equals("ON")) {
      objections.add("gtid_mode is not ON: without GTIDs nobody can tell what it lacks");
    }
    if (one("SELECT @@GLOBAL.read_only").equals("0")) {
      objections.add(
          "it takes writes: what is committed meanwhile would stand in the midst of what it lacks."
              + " SET GLOBAL read_only = ON first (the account then needs CONNECTION_ADMIN)");
    }
    if (one("SELECT @@GLOBAL.super_read_only").equals("1")) {
      objections.add(
          "super_read_only is ON, so nobody may write: SET GLOBAL super_read_only = OFF");
    }
    return objections;
  }

  /** Changes of a transaction, in parts. */
  public interface Changes {
    /** Hands them over. */
    void each(Part part);
  }

  /** Takes some of them. */
  public interface Part {
    /** One run's, or a part of it. */
    void take(PartitionId partition, List<DocumentChange> changes);
  }

  /**
   * Executes a transaction.
   *
   * @param committedAt when it was committed first, in microseconds
   * @param changes none leaves a transaction without changes under the GTID
   * @throws DoppioException TARGET_REJECTED when the rows are not as the transaction found them,
   *     TARGET_REFUSED when the account may not; nothing of it is executed then
   */
  public void execute(Gtid gtid, Optional<Instant> committedAt, Changes changes) {
    pending.clear();
    try {
      connection.setAutoCommit(true);
      run(
          "SET SESSION original_commit_timestamp = "
              + committedAt.map(ShortServer::micros).orElse("DEFAULT"));
      run("SET SESSION gtid_next = '" + gtid + "'");
      connection.setAutoCommit(false);
      run("SET SESSION sql_mode = '" + Sessions.STRICT_MODE + "'");
      changes.each((partition, rows) -> take(gtid, partition, rows));
      flush(gtid);
      run("COMMIT");
      connection.setAutoCommit(true);
      run("SET SESSION gtid_next = 'AUTOMATIC'");
    } catch (SQLException e) {
      throw SqlFailures.of("transaction " + gtid + " at " + config.address(), e);
    }
  }

  private static String micros(Instant time) {
    return Long.toString(time.getEpochSecond() * MICROS + time.getNano() / 1_000);
  }

  private void take(Gtid gtid, PartitionId partition, List<DocumentChange> changes) {
    for (DocumentChange change : changes) {
      change
          .after()
          .or(change::before)
          .ifPresent(row -> writers.computeIfAbsent(row.table(), v -> writer(partition, v)));
      if (pending.add(change, false)) {
        flush(gtid);
      }
    }
  }

  private TableWriter writer(PartitionId partition, TableVersion version) {
    try {
      TargetTable table =
          TableReader.read(connection, version.name())
              .orElseThrow(
                  () ->
                      new DoppioException(
                          FailureKind.TARGET_REJECTED,
                          "table " + version.name() + " is not at the server"));
      RowPlan plan = RowPlans.exact(checks, partition, version, table, new RowPlan.Known(0, 0));
      return new TableWriter(plan, true);
    } catch (SQLException e) {
      throw SqlFailures.of("table " + version.name() + " at " + config.address(), e);
    }
  }

  private void flush(Gtid gtid) {
    try {
      for (List<Group> table : pending.drain()) {
        Map<TableVersion, List<Group>> versions = new HashMap<>();
        table.forEach(
            group -> versions.computeIfAbsent(group.version(), v -> new ArrayList<>()).add(group));
        for (Map.Entry<TableVersion, List<Group>> version : versions.entrySet()) {
          writers.get(version.getKey()).write(connection, version.getValue(), tally);
        }
      }
    } catch (SQLException e) {
      throw SqlFailures.of("transaction " + gtid + " at " + config.address(), e);
    }
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String one(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1).replace("\n", "");
    } catch (SQLException e) {
      throw SqlFailures.of("the server at " + config.address(), e);
    }
  }

  /** Gives up what is not committed. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw SqlFailures.of("the server at " + config.address() + ", closing", e);
    }
  }
}
