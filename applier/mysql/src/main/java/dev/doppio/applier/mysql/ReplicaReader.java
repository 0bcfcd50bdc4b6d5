package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads rows of a replica together with the place of the log that they are of, beside the applier
 * that writes them. Writes nothing, takes no lock. Not thread-safe.
 */
public final class ReplicaReader implements AutoCloseable {
  private static final String IN_SNAPSHOT = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";

  private final MySqlTargetConfig config;
  private final Connection connection;
  private final TableChecks checks;

  private ReplicaReader(MySqlTargetConfig config, Connection connection) {
    this.config = config;
    this.connection = connection;
    this.checks = new TableChecks(config.unique());
  }

  /** Takes rows as they come. */
  public interface RowSink {
    /**
     * @param fields as the server sent them, null for SQL NULL
     */
    void take(byte[][] fields);
  }

  /**
   * Connects.
   *
   * @throws DoppioException TARGET_UNAVAILABLE when it can't be reached, TARGET_REFUSED when it
   *     does not let the account in
   */
  public static ReplicaReader connect(MySqlTargetConfig config) {
    try {
      Connection connection = new Sessions(config, UUID.randomUUID().toString()).connect();
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "SET SESSION transaction_isolation = 'REPEATABLE-READ', character_set_results = NULL");
      }
      return new ReplicaReader(config, connection);
    } catch (SQLException e) {
      throw SqlFailures.of("the replica at " + config.address() + ", as " + config.user(), e);
    }
  }

  /** The table that rows of a version go into. */
  public ReplicaTable table(TableVersion version) {
    try {
      return TableReader.read(connection, version.name())
          .map(table -> ReplicaTable.of(table, checks.objections(version, table)))
          .orElseGet(ReplicaTable::absent);
    } catch (SQLException e) {
      throw failed("looking at " + version.name(), e);
    }
  }

  /** Where the partitions of a database stand now, of those that something was applied of. */
  public Map<PartitionId, Checkpoint> checkpoints(String database) {
    try {
      return StoredCheckpoint.all(connection, config.datacenter(), database);
    } catch (SQLException e) {
      if (SqlFailures.isMissing(e)) {
        return Map.of();
      }
      throw failed("looking at the checkpoints", e);
    }
  }

  /**
   * Rows of a query and the checkpoints of a database, both of one moment. Where there is no such
   * table there are no rows.
   */
  public Map<PartitionId, Checkpoint> read(String database, Optional<String> query, RowSink sink) {
    try (Statement statement =
        connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
      statement.execute(IN_SNAPSHOT);
      try {
        Map<PartitionId, Checkpoint> at =
            StoredCheckpoint.all(connection, config.datacenter(), database);
        if (query.isPresent()) {
          statement.setFetchSize(Integer.MIN_VALUE);
          Rows.stream(statement, query.get(), sink);
        }
        return at;
      } finally {
        statement.setFetchSize(0);
        statement.execute("ROLLBACK");
      }
    } catch (SQLException e) {
      throw failed("reading rows", e);
    }
  }

  private DoppioException failed(String doing, SQLException e) {
    return SqlFailures.of("the replica at " + config.address() + ", " + doing, e);
  }

  /** Idempotent. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed("closing", e);
    }
  }
}
