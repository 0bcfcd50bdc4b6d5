package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.CheckpointTables.CHECKPOINT;

import dev.doppio.logreader.Skip;
import dev.doppio.logreader.TargetStanding.Hold;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A partition's row in {@code doppio.checkpoint}. Its lock is held from {@link #begin} to the end
 * of each transaction, so two owners never write at a time, and a row that is not as this owner
 * left it ends the transaction before its first row. Each partition touches its own row by its full
 * primary key only, so in READ COMMITTED no lock reaches another's. Not thread-safe.
 */
final class CheckpointRow {
  private static final String NOBODY = "";
  private static final String KEY =
      " WHERE origin = ? AND database_name = ? AND partition_number = ?";

  private final String origin;
  private final PartitionId partition;
  private final String owner;
  private Optional<Checkpoint> checkpoint;
  private long batch;

  private CheckpointRow(String origin, PartitionId partition, String owner) {
    this.origin = origin;
    this.partition = partition;
    this.owner = owner;
  }

  /**
   * Takes the row over: from its commit on nobody else's transaction begins. Waits for one that
   * runs, so what it reads is final.
   *
   * @param applier token of the process
   * @param owner token of this opening, never used before
   */
  static CheckpointRow takeOver(
      Connection connection, String origin, PartitionId partition, String applier, String owner)
      throws SQLException {
    CheckpointRow row = new CheckpointRow(origin, partition, owner);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO "
                + CHECKPOINT
                + " (origin, database_name, partition_number, format, owner,"
                + " applier, connection_id, batch) VALUES (?, ?, ?, "
                + StoredCheckpoint.FORMAT
                + ", ?, ?, CONNECTION_ID(), 0) AS fresh ON DUPLICATE KEY UPDATE owner ="
                + " fresh.owner, applier = fresh.applier, connection_id = fresh.connection_id")) {
      int next = row.bindKey(statement, 1);
      statement.setString(next, owner);
      statement.setString(next + 1, applier);
      statement.executeUpdate();
    }
    row.read(connection);
    connection.commit();
    return row;
  }

  /** Where a partition stands, without taking it over; empty when nothing was ever applied. */
  static Optional<Checkpoint> look(Connection connection, String origin, PartitionId partition)
      throws SQLException {
    CheckpointRow row = new CheckpointRow(origin, partition, NOBODY);
    row.read(connection);
    return row.checkpoint;
  }

  /**
   * Locks the row for what is written beside the log at the partition's place, and tells that
   * place. The change is the first row event of the transaction, and none that an owner compares.
   */
  static Optional<Checkpoint> lockBeside(
      Connection connection, String origin, PartitionId partition) throws SQLException {
    CheckpointRow row = new CheckpointRow(origin, partition, NOBODY);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE " + CHECKPOINT + " SET updated_at = CURRENT_TIMESTAMP(6)" + KEY)) {
      row.bindKey(statement, 1);
      statement.executeUpdate();
    }
    row.read(connection);
    return row.checkpoint;
  }

  /**
   * Moves the row past what an operator skips; the caller commits.
   *
   * @throws DoppioException TARGET_REFUSED while an applier holds the partition and has not stopped
   *     there, CHECKPOINT_LOST when it stands elsewhere by now
   */
  static void pass(Connection connection, String origin, Skip skip) throws SQLException {
    CheckpointRow row = new CheckpointRow(origin, skip.at().partition(), NOBODY);
    row.refuseWhileHeld(connection);
    row.read(connection);
    if (!row.checkpoint.equals(Optional.of(skip.at()))) {
      throw row.lost();
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE "
                + CHECKPOINT
                + " SET datacenter = ?, generation = ?, sequence = ?, transactions = ?, updated_at"
                + " = CURRENT_TIMESTAMP(6), owner = '"
                + NOBODY
                + "', connection_id = CONNECTION_ID(), batch = batch + 1"
                + KEY)) {
      statement.setString(1, skip.to().datacenter());
      statement.setInt(2, skip.to().scn().generation());
      statement.setLong(3, skip.to().scn().sequence());
      statement.setLong(4, skip.to().transactions());
      row.bindKey(statement, 5);
      statement.executeUpdate();
    }
  }

  /**
   * A row that is locked.
   *
   * @param checkpoint empty when nothing was ever applied
   * @param batch transactions of its table, committed
   */
  record Locked(Optional<Checkpoint> checkpoint, long batch) {}

  /** Waits for the transaction that an owner has open, and lets none begin before the commit. */
  static Locked lock(Connection connection, String origin, PartitionId partition)
      throws SQLException {
    CheckpointRow row = new CheckpointRow(origin, partition, NOBODY);
    row.hold(connection, " FOR UPDATE");
    row.read(connection);
    return new Locked(row.checkpoint, row.batch);
  }

  /**
   * Sets a row that is locked; whoever had the partition has it no more.
   *
   * @param to empty for nothing applied
   * @param token the new owner
   */
  static void set(
      Connection connection,
      String origin,
      PartitionId partition,
      Optional<Checkpoint> to,
      String token)
      throws SQLException {
    CheckpointRow row = new CheckpointRow(origin, partition, token);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE "
                + CHECKPOINT
                + " SET log_id = ?, datacenter = ?, generation = ?, sequence = ?, transactions = ?,"
                + " updated_at = CURRENT_TIMESTAMP(6), owner = ?, connection_id = CONNECTION_ID(),"
                + " batch = batch + 1"
                + KEY)) {
      statement.setString(1, to.map(at -> at.log().toString()).orElse(null));
      statement.setString(2, to.map(Checkpoint::datacenter).orElse(null));
      statement.setObject(3, to.map(at -> at.scn().generation()).orElse(null));
      statement.setObject(4, to.map(at -> at.scn().sequence()).orElse(null));
      statement.setObject(5, to.map(Checkpoint::transactions).orElse(null));
      statement.setString(6, token);
      row.bindKey(statement, 7);
      statement.executeUpdate();
    }
  }

  /** Locks the row. An owner whose process has no connection left has ended without a word. */
  private void refuseWhileHeld(Connection connection) throws SQLException {
    if (hold(connection, " FOR UPDATE") == Hold.CONNECTED) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "an applier holds "
              + partition
              + " and has not stopped there: nothing was skipped. Only a partition that has"
              + " stopped can be passed on");
    }
  }

  /** Who has a partition, as far as the replica knows; takes no lock. */
  static Hold hold(Connection connection, String origin, PartitionId partition)
      throws SQLException {
    return new CheckpointRow(origin, partition, NOBODY).hold(connection, "");
  }

  private Hold hold(Connection connection, String lock) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT owner, EXISTS (SELECT 1 FROM performance_schema.session_account_connect_attrs"
                + " WHERE attr_name = '"
                + Sessions.APPLIER_ATTRIBUTE
                + "' AND attr_value = applier) FROM "
                + CHECKPOINT
                + KEY
                + lock)) {
      bindKey(statement, 1);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Hold.UNTOUCHED;
        }
        if (row.getString(1).equals(NOBODY)) {
          return Hold.RELEASED;
        }
        return row.getBoolean(2) ? Hold.CONNECTED : Hold.SILENT;
      }
    }
  }

  /** Lets the row go, so that it can be seen that nobody holds it; the caller commits. */
  void release(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE " + CHECKPOINT + " SET owner = '" + NOBODY + "'" + KEY + " AND owner = ?")) {
      statement.setString(bindKey(statement, 1), owner);
      statement.executeUpdate();
    }
  }

  /** What this owner knows to be the partition's checkpoint. */
  Optional<Checkpoint> checkpoint() {
    return checkpoint;
  }

  /** First row event of a transaction. */
  void begin(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE "
                + CHECKPOINT
                + " SET batch = batch + 1, connection_id = CONNECTION_ID()"
                + KEY
                + " AND owner = ? AND batch = ? AND log_id <=> ? AND generation <=> ? AND sequence"
                + " <=> ?")) {
      int next = bindKey(statement, 1);
      statement.setString(next, owner);
      statement.setLong(next + 1, batch);
      statement.setString(next + 2, checkpoint.map(c -> c.log().toString()).orElse(null));
      statement.setObject(next + 3, checkpoint.map(c -> c.scn().generation()).orElse(null));
      statement.setObject(next + 4, checkpoint.map(c -> c.scn().sequence()).orElse(null));
      if (statement.executeUpdate() == 0) {
        throw lost(connection);
      }
    }
  }

  /** Last row event of a transaction; it counts once {@link #committed} is called. */
  void advance(Connection connection, Checkpoint to) throws SQLException {
    check(to);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE "
                + CHECKPOINT
                + " SET log_id = ?, datacenter = ?, generation = ?, sequence = ?,"
                + " transactions = ?, updated_at = CURRENT_TIMESTAMP(6)"
                + KEY
                + " AND owner = ? AND batch = ?")) {
      statement.setString(1, to.log().toString());
      statement.setString(2, to.datacenter());
      statement.setInt(3, to.scn().generation());
      statement.setLong(4, to.scn().sequence());
      statement.setLong(5, to.transactions());
      int next = bindKey(statement, 6);
      statement.setString(next, owner);
      statement.setLong(next + 1, batch + 1);
      if (statement.executeUpdate() == 0) {
        throw lost();
      }
    }
  }

  /** The transaction is committed. */
  void committed(Checkpoint to) {
    checkpoint = Optional.of(to);
    batch++;
  }

  private void check(Checkpoint to) {
    if (!to.partition().equals(partition)) {
      throw new IllegalArgumentException(
          "checkpoint of " + to.partition() + " given to " + partition);
    }
    if (checkpoint.isPresent() && !checkpoint.get().log().equals(to.log())) {
      throw new DoppioException(
          FailureKind.LOG_REPLACED,
          partition
              + " at the replica stands in log "
              + checkpoint.get().log()
              + ", these runs are of log "
              + to.log()
              + ": the topic was made anew; load the replica anew from it");
    }
    if (checkpoint.isPresent() && checkpoint.get().scn().compareTo(to.scn()) >= 0) {
      throw new IllegalArgumentException(
          partition + " stands at " + checkpoint.get().scn() + ", not before " + to.scn());
    }
  }

  private void read(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT " + StoredCheckpoint.COLUMNS + " FROM " + CHECKPOINT + KEY)) {
      bindKey(statement, 1);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          checkpoint = Optional.empty();
          return;
        }
        checkpoint = StoredCheckpoint.in(row, partition);
        batch = row.getLong(7);
      }
    }
  }

  /** A rewind that nobody has taken up is no other owner. */
  private DoppioException lost(Connection connection) throws SQLException {
    return RewindLog.isRewind(connection, ownerNow(connection))
        ? new DoppioException(
            FailureKind.CHECKPOINT_REWOUND,
            partition
                + " at the replica stood at "
                + checkpoint.map(c -> c.scn().toString()).orElse("its start")
                + " and was set back by an operator (doppio replay --group): it is read and"
                + " applied again from there")
        : lost();
  }

  private String ownerNow(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT owner FROM " + CHECKPOINT + KEY)) {
      bindKey(statement, 1);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : NOBODY;
      }
    }
  }

  private DoppioException lost() {
    return new DoppioException(
        FailureKind.CHECKPOINT_LOST,
        partition
            + " at the replica is no longer as this applier left it ("
            + checkpoint.map(c -> c.scn().toString()).orElse("at its start")
            + "): another applier has taken it over, and keeps it; nothing was written. If it is"
            + " not one of this applier's own group, two appliers are configured on one replica:"
            + " end one of them");
  }

  private int bindKey(PreparedStatement statement, int index) throws SQLException {
    statement.setString(index, origin);
    statement.setString(index + 1, partition.database());
    statement.setInt(index + 2, partition.number());
    return index + 3;
  }
}
