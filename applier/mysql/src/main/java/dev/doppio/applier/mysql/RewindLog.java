package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.CheckpointTables.DDL_APPLIED;
import static dev.doppio.applier.mysql.CheckpointTables.DDL_SEEN;
import static dev.doppio.applier.mysql.CheckpointTables.REWOUND;
import static dev.doppio.applier.mysql.CheckpointTables.REWOUND_SEEN;

import dev.doppio.logreader.Rewind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The table {@code rewound}: checkpoints that were set back, with what it takes to put them back
 * again. The caller has locked the partition's checkpoint, and commits. Stateless.
 */
final class RewindLog {
  private static final String OF_PARTITION =
      " WHERE origin = ? AND database_name = ? AND partition_number = ? AND undone_at IS NULL";

  private final String origin;

  RewindLog(String origin) {
    this.origin = origin;
  }

  /**
   * One that may be undone.
   *
   * @param id in the table
   * @param token by which an applier knows it
   * @param from where the partition stood
   * @param batch of the checkpoint as long as nothing was applied since
   */
  record Entry(long id, String token, Checkpoint from, long batch) {}

  /**
   * Records that a partition is set back; the first row event of the transaction.
   *
   * @param token that owns the partition until somebody takes it
   * @param from where it stands
   * @param batch of the checkpoint after it
   */
  void add(
      Connection connection, String token, Checkpoint from, Rewind rewind, long batch, Words words)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO "
                + REWOUND
                + " (token, origin, database_name, partition_number, log_id, from_datacenter,"
                + " from_generation, from_sequence, from_transactions, to_scn, batch, reason,"
                + " rewound_by, account) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                + " CURRENT_USER())")) {
      statement.setString(1, token);
      bind(statement, 2, from.partition());
      statement.setString(5, from.log().toString());
      statement.setString(6, from.datacenter());
      statement.setInt(7, from.scn().generation());
      statement.setLong(8, from.scn().sequence());
      statement.setLong(9, from.transactions());
      statement.setString(10, rewind.to().map(to -> to.scn().toString()).orElse(null));
      statement.setLong(11, batch);
      statement.setString(12, words.reason());
      statement.setString(13, words.who());
      statement.executeUpdate();
    }
  }

  /**
   * Who did it and why.
   *
   * @param who user and host of the operator
   * @param reason for those who come later
   */
  record Words(String who, String reason) {}

  /** The partition has not met these statements: rows from before them come again. */
  void unsee(
      Connection connection, String token, PartitionId partition, List<Rewind.Statement> statements)
      throws SQLException {
    for (Rewind.Statement passed : statements) {
      remember(connection, token, partition, passed);
      try (PreparedStatement statement =
          connection.prepareStatement(
              "UPDATE "
                  + DDL_SEEN
                  + " s JOIN "
                  + DDL_APPLIED
                  + " a ON a.origin = s.origin AND a.database_name = s.database_name AND"
                  + " a.table_name = s.table_name SET s.ordinal = LEAST(s.ordinal, a.ordinal - 1)"
                  + " WHERE s.origin = ? AND s.partition_database = ? AND s.partition_number = ?"
                  + " AND a.ddl_id = ? AND a.database_name = ? AND a.table_name = ?")) {
        int next = bind(statement, 1, partition);
        bind(statement, next, passed);
        statement.executeUpdate();
      }
    }
  }

  private void remember(
      Connection connection, String token, PartitionId partition, Rewind.Statement passed)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT IGNORE INTO "
                + REWOUND_SEEN
                + " SELECT r.id, s.database_name, s.table_name, s.ordinal FROM "
                + DDL_SEEN
                + " s JOIN "
                + REWOUND
                + " r ON r.token = ? WHERE s.origin = ? AND s.partition_database = ? AND"
                + " s.partition_number = ? AND s.database_name = ? AND s.table_name = ?")) {
      statement.setString(1, token);
      int next = bind(statement, 2, partition);
      statement.setString(next, passed.table().database());
      statement.setString(next + 1, passed.table().table());
      statement.executeUpdate();
    }
  }

  /** True when this owner of a checkpoint is a rewind that nobody has taken up yet. */
  static boolean isRewind(Connection connection, String token) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT 1 FROM " + REWOUND + " WHERE token = ?")) {
      statement.setString(1, token);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  /** The furthest place from which the partition was set back; its rows are of there. */
  Optional<Scn> furthest(Connection connection, PartitionId partition) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT from_generation, from_sequence FROM "
                + REWOUND
                + OF_PARTITION
                + " ORDER BY from_generation DESC, from_sequence DESC LIMIT 1")) {
      bind(statement, 1, partition);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(new Scn(row.getInt(1), row.getLong(2))) : Optional.empty();
      }
    }
  }

  /** The last one of a partition that was not undone. */
  Optional<Entry> last(Connection connection, PartitionId partition) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, token, log_id, from_datacenter, from_generation, from_sequence,"
                + " from_transactions, batch FROM "
                + REWOUND
                + OF_PARTITION
                + " ORDER BY id DESC LIMIT 1")) {
      bind(statement, 1, partition);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        Checkpoint from =
            new Checkpoint(
                LogId.parse(row.getString(3)),
                row.getString(4),
                partition,
                new Scn(row.getInt(5), row.getLong(6)),
                row.getLong(7));
        return Optional.of(new Entry(row.getLong(1), row.getString(2), from, row.getLong(8)));
      }
    }
  }

  /** It is as if it had not been. */
  void undo(Connection connection, PartitionId partition, Entry entry) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE " + REWOUND + " SET undone_at = CURRENT_TIMESTAMP(6) WHERE id = ?")) {
      statement.setLong(1, entry.id());
      statement.executeUpdate();
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE "
                + DDL_SEEN
                + " s JOIN "
                + REWOUND_SEEN
                + " r ON r.database_name = s.database_name AND r.table_name = s.table_name SET"
                + " s.ordinal = r.ordinal WHERE s.origin = ? AND s.partition_database = ? AND"
                + " s.partition_number = ? AND r.rewound_id = ?")) {
      statement.setLong(bind(statement, 1, partition), entry.id());
      statement.executeUpdate();
    }
  }

  private int bind(PreparedStatement statement, int index, PartitionId partition)
      throws SQLException {
    statement.setString(index, origin);
    statement.setString(index + 1, partition.database());
    statement.setInt(index + 2, partition.number());
    return index + 3;
  }

  private static void bind(PreparedStatement statement, int index, Rewind.Statement passed)
      throws SQLException {
    statement.setString(index, passed.ddlId());
    statement.setString(index + 1, passed.table().database());
    statement.setString(index + 2, passed.table().table());
  }
}
