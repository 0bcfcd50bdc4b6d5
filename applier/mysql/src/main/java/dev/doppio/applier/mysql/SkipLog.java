package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.CheckpointTables.SKIPPED;

import dev.doppio.logreader.Skip;
import dev.doppio.schemas.log.PartitionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table {@code skipped}: what operators let partitions pass. Thread-safe. */
final class SkipLog {
  private static final Logger LOG = LoggerFactory.getLogger(SkipLog.class);

  private final String origin;
  private final Map<PartitionId, Integer> told = new ConcurrentHashMap<>();

  SkipLog(String origin) {
    this.origin = origin;
  }

  /**
   * Records a skip; the caller commits.
   *
   * @param who user and host
   */
  void add(Connection connection, Skip skip, String who, String reason) throws SQLException {
    PartitionId partition = skip.at().partition();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO "
                + SKIPPED
                + " (origin, database_name, partition_number, log_id, at_scn, scn, kind, gtid,"
                + " document_changes, record_offset, reason, skipped_by, account) VALUES (?, ?, ?,"
                + " ?, ?, ?, ?, ?, ?, ?, ?, ?, CURRENT_USER())")) {
      statement.setString(1, origin);
      statement.setString(2, partition.database());
      statement.setInt(3, partition.number());
      statement.setString(4, skip.at().log().toString());
      statement.setString(5, skip.at().scn().toString());
      statement.setString(6, skip.kind().map(kind -> skip.to().scn().toString()).orElse(null));
      statement.setString(7, skip.kind().map(Enum::name).orElse(null));
      statement.setString(8, skip.gtid().map(Object::toString).orElse(null));
      statement.setLong(9, skip.rows());
      statement.setLong(10, skip.offset());
      statement.setString(11, reason);
      statement.setString(12, who);
      statement.executeUpdate();
    }
  }

  /**
   * Tells the log file what a partition was let pass, once in this process's life.
   *
   * @return offsets of the records that are none of the log's
   */
  Set<Long> tell(Connection connection, PartitionId partition) throws SQLException {
    List<Long> offsets = new ArrayList<>();
    int count = 0;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT scn, record_offset, document_changes, gtid, skipped_by, skipped_at, reason FROM"
                + " "
                + SKIPPED
                + " WHERE origin = ? AND database_name = ? AND partition_number = ? ORDER BY id")) {
      statement.setString(1, origin);
      statement.setString(2, partition.database());
      statement.setInt(3, partition.number());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (row.getString(1) == null) {
            offsets.add(row.getLong(2));
          }
          if (++count > told.getOrDefault(partition, 0)) {
            LOG.warn(
                "{}: {} at offset {} was skipped, {} rows of transaction {}, by {} at {} UTC: {}",
                partition,
                row.getString(1) == null ? "a record" : "run " + row.getString(1),
                row.getLong(2),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7));
          }
        }
      }
    }
    told.put(partition, count);
    return Set.copyOf(offsets);
  }

  /** How many skips a partition has behind it. */
  static long count(Connection connection, String origin, PartitionId partition)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT COUNT(*) FROM "
                + SKIPPED
                + " WHERE origin = ? AND database_name = ? AND partition_number = ?")) {
      statement.setString(1, origin);
      statement.setString(2, partition.database());
      statement.setInt(3, partition.number());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** How many skips the partitions opened here have behind them. */
  long count() {
    return told.values().stream().mapToLong(Integer::longValue).sum();
  }
}
