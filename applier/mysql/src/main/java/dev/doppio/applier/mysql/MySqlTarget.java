package dev.doppio.applier.mysql;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import dev.doppio.logreader.Rewind;
import dev.doppio.logreader.Skip;
import dev.doppio.logreader.Skips;
import dev.doppio.logreader.Target;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.Doppio;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.failure.Reaction;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** A MySQL replica. Thread-safe; its partitions are not. */
public final class MySqlTarget implements Target, Skips {
  private static final String MIGRATIONS = "classpath:dev/doppio/applier/mysql/migration";
  private static final String MIGRATION_HISTORY = "schema_history";

  /** Flyway holds one for its lock while it works on others. */
  private static final int MIGRATION_CONNECTIONS = 4;

  /** How often a row that somebody holds is tried to be taken over. */
  private static final int TAKEOVER_ATTEMPTS = 3;

  private static final int TAKEOVER_LOCK_SECONDS = 3;

  private final MySqlTargetConfig config;
  private final String applier;
  private final HikariDataSource schemaPool;
  private final Counters counters = new Counters();
  private final SkipLog skips;
  private final RewindLog rewinds;
  private final MySqlPartition.Shared shared;

  private MySqlTarget(MySqlTargetConfig config, Sessions sessions, String applier) {
    this.config = config;
    this.applier = applier;
    this.skips = new SkipLog(config.datacenter());
    this.rewinds = new RewindLog(config.datacenter());
    this.schemaPool = sessions.pool("doppio-schema", 1, Sessions.DDL_TIMEOUT);
    HikariDataSource rows =
        sessions.pool("doppio-rows", config.poolSize() - 1, Sessions.ROWS_TIMEOUT);
    DdlLog ddl = new DdlLog(config.datacenter());
    TableChecks checks = new TableChecks(config.unique());
    SchemaChanges changes = new SchemaChanges(schemaPool, ddl, checks);
    this.shared =
        new MySqlPartition.Shared(
            rows,
            ddl,
            changes,
            new RowPlans(ddl, changes, checks),
            new Truncations(sessions),
            counters,
            new SnapshotLog(config.datacenter()),
            config.strict());
  }

  /**
   * What keeps this replica from being a target, each with the setting or statement that fixes it;
   * empty when nothing does. Writes nothing.
   *
   * @throws DoppioException TARGET_UNAVAILABLE when it can't be reached, TARGET_REFUSED when it
   *     does not let the account in
   */
  public static List<String> preflight(MySqlTargetConfig config) {
    return preflight(config, new Sessions(config, newToken()));
  }

  /** The least statements that give the configured account, which exists, what it needs. */
  public static List<String> grants(MySqlTargetConfig config) {
    return Preflight.grants(config);
  }

  /**
   * Connects, checks, and brings the checkpoint tables to their current version.
   *
   * @throws DoppioException TARGET_REFUSED with all findings of {@link #preflight}, CONFIGURATION
   *     for a connection property that can't be passed through, TARGET_UNAVAILABLE when it can't be
   *     reached
   */
  public static MySqlTarget connect(MySqlTargetConfig config) {
    return connect(config, Optional.empty());
  }

  /**
   * The same, with the figures of its pools of connections told.
   *
   * @param tracking is asked for a tracker by each pool
   */
  public static MySqlTarget connect(
      MySqlTargetConfig config, Optional<MetricsTrackerFactory> tracking) {
    String applier = newToken();
    Sessions sessions = new Sessions(config, applier, tracking);
    List<String> findings = preflight(config, sessions);
    if (!findings.isEmpty()) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "the replica at " + config.address() + " is refused: " + String.join("; ", findings));
    }
    migrate(config, sessions);
    return new MySqlTarget(config, sessions, applier);
  }

  @Override
  public TargetPartition open(PartitionId partition) {
    String what = partition + " at the replica " + config.address() + ", taking it over";
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = shared.pool().getConnection()) {
        return new MySqlPartition(shared, partition, takeOver(connection, partition));
      } catch (SQLException e) {
        boolean held = e.getErrorCode() == SqlFailures.LOCK_WAIT_TIMEOUT;
        if (!held || attempt == TAKEOVER_ATTEMPTS || !endStalledOwner(partition)) {
          throw SqlFailures.of(what, e);
        }
      }
    }
  }

  /**
   * The server's own id. A copy of a replica has another one, so appliers that feed the same server
   * know each other by it, and no others.
   */
  public String identity() {
    try (Connection connection = shared.pool().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT @@GLOBAL.server_uuid")) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw SqlFailures.of("the replica at " + config.address() + ", asking for its id", e);
    }
  }

  @Override
  public Optional<Checkpoint> look(PartitionId partition) {
    try (Connection connection = shared.pool().getConnection()) {
      return CheckpointRow.look(connection, config.datacenter(), partition);
    } catch (SQLException e) {
      throw SqlFailures.of(partition + " at the replica, looking where it stands", e);
    }
  }

  @Override
  public void skip(Skip skip, String who, String reason) {
    try (Connection connection = shared.pool().getConnection()) {
      try {
        CheckpointRow.pass(connection, config.datacenter(), skip);
        skips.add(connection, skip, who, reason);
        connection.commit();
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw SqlFailures.of(skip.at().partition() + " at the replica, skipping", e);
    }
  }

  /**
   * Begins to write single documents of a partition beside its applier.
   *
   * @throws DoppioException TARGET_UNAVAILABLE when the applier did not let it in in time
   */
  public Repair repair(PartitionId partition) {
    try {
      return Repair.begin(shared, config.datacenter(), partition);
    } catch (SQLException e) {
      throw SqlFailures.of(partition + " at the replica, beginning a repair", e);
    }
  }

  /**
   * Has a partition apply runs again, beside an applier that is at work too. Its rows are what they
   * were until then, and go through older versions of themselves.
   *
   * @param who user and host of the operator
   * @param reason for those who come later
   * @throws DoppioException TARGET_REFUSED when the partition does not stand behind the place, or
   *     tables have unique keys that older rows would break; nothing was written then
   */
  public Rewind.Done rewind(Rewind rewind, String who, String reason) {
    return new Rewinding(shared.pool(), config).rewind(rewind, new RewindLog.Words(who, reason));
  }

  /**
   * Puts the checkpoint back that a partition had before it was rewound.
   *
   * @throws DoppioException TARGET_REFUSED when it was not, or has applied something since
   */
  public Rewind.Done undoRewind(PartitionId partition) {
    return new Rewinding(shared.pool(), config).undo(partition);
  }

  /**
   * Tables of the configured schemas that hold rows; a replica that is built anew has none.
   *
   * @throws DoppioException TARGET_UNAVAILABLE
   */
  public List<TableName> filledTables() {
    try (Connection connection = shared.pool().getConnection()) {
      List<TableName> filled = ReplicaTables.filled(connection, config.databases());
      connection.rollback();
      return filled;
    } catch (SQLException e) {
      throw SqlFailures.of("the replica at " + config.address() + ", looking for rows", e);
    }
  }

  /**
   * Says that a snapshot of these tables is to come before the partition is whole: until its end is
   * applied, a change may be of a document that is not there yet.
   */
  public void awaitSnapshots(PartitionId partition, Set<TableName> tables) {
    try (Connection connection = shared.pool().getConnection()) {
      for (TableName table : tables) {
        shared.snapshots().set(connection, partition, table, true);
      }
      connection.commit();
    } catch (SQLException e) {
      throw SqlFailures.of(partition + " at the replica, preparing it", e);
    }
  }

  /** Counters so far. */
  public MySqlTargetStats stats() {
    return counters.snapshot(skips.count());
  }

  @Override
  public void close() {
    shared.pool().close();
    schemaPool.close();
  }

  private MySqlPartition.TakenOver takeOver(Connection connection, PartitionId partition)
      throws SQLException {
    lockWait(connection, TAKEOVER_LOCK_SECONDS);
    try {
      CheckpointRow row =
          CheckpointRow.takeOver(connection, config.datacenter(), partition, applier, newToken());
      Set<Long> passedOver = skips.tell(connection, partition);
      Set<TableName> running = shared.snapshots().running(connection, partition);
      Optional<Scn> rewound = rewinds.furthest(connection, partition);
      connection.commit();
      return new MySqlPartition.TakenOver(row, passedOver, running, rewound);
    } finally {
      lockWait(connection, Sessions.ROW_LOCK_SECONDS);
    }
  }

  private boolean endStalledOwner(PartitionId partition) {
    try (Connection connection = shared.pool().getConnection()) {
      boolean ended = StalledOwner.end(connection, config.datacenter(), partition);
      if (ended) {
        counters.takeover();
      }
      return ended;
    } catch (SQLException e) {
      throw SqlFailures.of(partition + " at the replica, ending its former owner", e);
    }
  }

  private static void lockWait(Connection connection, int seconds) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION innodb_lock_wait_timeout = " + seconds);
    }
  }

  private static List<String> preflight(MySqlTargetConfig config, Sessions sessions) {
    try (Connection connection = sessions.connect()) {
      return Preflight.findings(config, connection);
    } catch (SQLException e) {
      throw SqlFailures.of("the replica at " + config.address() + ", as " + config.user(), e);
    }
  }

  /** Brings our own tables to their current version. */
  static void migrate(MySqlTargetConfig config, Sessions sessions) {
    try (HikariDataSource connections =
        sessions.pool("doppio-migrations", MIGRATION_CONNECTIONS, Sessions.DDL_TIMEOUT)) {
      Flyway.configure()
          .dataSource(connections)
          .schemas(Doppio.CHECKPOINT_SCHEMA)
          .defaultSchema(Doppio.CHECKPOINT_SCHEMA)
          .createSchemas(true)
          .table(MIGRATION_HISTORY)
          .locations(MIGRATIONS)
          .load()
          .migrate();
    } catch (FlywayException e) {
      String what =
          "the checkpoint tables in schema " + Doppio.CHECKPOINT_SCHEMA + " at " + config.address();
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException sql
            && SqlFailures.grade(sql).reaction() == Reaction.RETRY) {
          throw SqlFailures.of(what, sql);
        }
      }
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          what + " can't be brought to this version: " + e.getMessage(),
          e);
    }
  }

  private static String newToken() {
    return UUID.randomUUID().toString();
  }
}
