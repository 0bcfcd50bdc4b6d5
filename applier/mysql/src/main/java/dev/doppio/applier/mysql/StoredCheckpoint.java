package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.CheckpointTables.CHECKPOINT;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How a checkpoint stands in its row. */
final class StoredCheckpoint {
  static final int FORMAT = 1;

  /** Its columns, and the row's {@code batch} behind them. */
  static final String COLUMNS =
      "format, log_id, datacenter, generation, sequence, transactions, batch";

  private StoredCheckpoint() {}

  /** Where the partitions of a database stand, of those that something was applied of. */
  static Map<PartitionId, Checkpoint> all(Connection connection, String origin, String database)
      throws SQLException {
    Map<PartitionId, Checkpoint> all = new TreeMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT "
                + COLUMNS
                + ", partition_number FROM "
                + CHECKPOINT
                + " WHERE origin = ? AND database_name = ?")) {
      statement.setString(1, origin);
      statement.setString(2, database);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          PartitionId partition = new PartitionId(database, row.getInt("partition_number"));
          in(row, partition).ifPresent(at -> all.put(partition, at));
        }
      }
    }
    return all;
  }

  static Optional<Checkpoint> in(ResultSet row, PartitionId partition) throws SQLException {
    if (row.getInt(1) != FORMAT) {
      throw new DoppioException(
          FailureKind.TARGET_REJECTED,
          "the checkpoint of "
              + partition
              + " at the replica has format "
              + row.getInt(1)
              + ", written by a newer Doppio: upgrade this applier");
    }
    return row.getString(2) == null
        ? Optional.empty()
        : Optional.of(
            new Checkpoint(
                LogId.parse(row.getString(2)),
                row.getString(3),
                partition,
                new Scn(row.getInt(4), row.getLong(5)),
                row.getLong(6)));
  }
}
