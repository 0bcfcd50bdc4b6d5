package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.CheckpointTables.REPAIRED;

import com.zaxxer.hikari.HikariDataSource;
import dev.doppio.applier.mysql.PendingChanges.Group;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Writes single documents of a partition at the place of the log where it stands. From its begin to
 * its end it holds the lock of the partition's checkpoint, so that no applier writes the partition,
 * and what it has read of it stays. The checkpoint does not move: the applier that waits for the
 * lock goes on as if nothing had been. Holds an applier up; the server ends it when it says nothing
 * for half a minute. Not thread-safe.
 */
public final class Repair implements AutoCloseable {
  private static final int SILENCE_SECONDS = 30;
  private static final int LOCK_SECONDS = 5;

  private final MySqlPartition.Shared shared;
  private final String origin;
  private final HikariDataSource pool;
  private final Connection connection;
  private final Checkpoint at;
  private boolean committed;

  private Repair(
      MySqlPartition.Shared shared, String origin, Connection connection, Checkpoint at) {
    this.shared = shared;
    this.origin = origin;
    this.pool = shared.pool();
    this.connection = connection;
    this.at = at;
  }

  /**
   * What was written, for those who come later.
   *
   * @param table at the source
   * @param document its key
   * @param was missing, extra or different
   * @param who user and host of the operator
   */
  public record Note(TableName table, DocumentKey document, String was, String who) {}

  static Repair begin(MySqlPartition.Shared shared, String origin, PartitionId partition)
      throws SQLException {
    Connection connection = shared.pool().getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET SESSION wait_timeout = "
              + SILENCE_SECONDS
              + ", innodb_lock_wait_timeout = "
              + LOCK_SECONDS
              + ", character_set_results = NULL");
      Checkpoint at =
          CheckpointRow.lockBeside(connection, origin, partition)
              .orElseThrow(
                  () ->
                      new DoppioException(
                          FailureKind.TARGET_REJECTED,
                          "nothing of " + partition + " was applied yet: nothing to repair"));
      return new Repair(shared, origin, connection, at);
    } catch (SQLException | RuntimeException e) {
      shared.pool().evictConnection(connection);
      throw e;
    }
  }

  /** Where the partition stands until this ends. */
  public Checkpoint at() {
    return at;
  }

  /** Rows of a query, as the partition has them at this place. */
  public void read(String query, ReplicaReader.RowSink sink) {
    attempt(
        "reading rows",
        () -> {
          try (Statement statement = connection.createStatement()) {
            Rows.stream(statement, query, sink);
          }
        });
  }

  /**
   * Writes the states of documents; one that comes as a delete goes, byte for byte.
   *
   * @throws DoppioException TARGET_REJECTED when the table does not take them, TARGET_UNAVAILABLE
   *     when it was being changed; nothing is written then
   */
  public void write(List<DocumentChange> changes, List<Note> notes) {
    attempt(
        "writing documents",
        () -> {
          PendingChanges pending = new PendingChanges();
          for (DocumentChange change : changes) {
            pending.add(change, true);
          }
          for (List<Group> table : pending.drain()) {
            write(table);
          }
          for (Note note : notes) {
            record(note);
          }
        });
  }

  private void write(List<Group> table) throws SQLException {
    RowPlan plan = shared.plans().plan(connection, at.partition(), table.get(0).version());
    if (plan.fit() == RowPlan.Fit.BEHIND || plan.fit() == RowPlan.Fit.DROPPED) {
      throw changing(plan);
    }
    new TableWriter(plan, false).write(connection, table, new Tally());
    if (!shared.plans().held(connection, plan)) {
      throw changing(plan);
    }
  }

  private static DoppioException changing(RowPlan plan) {
    return new DoppioException(
        FailureKind.TARGET_UNAVAILABLE, plan.version().name() + " is being changed just now");
  }

  private void record(Note note) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO "
                + REPAIRED
                + " (origin, database_name, partition_number, log_id, at_scn, table_schema,"
                + " table_name, document, was, repaired_by, account) VALUES (?, ?, ?, ?, ?, ?, ?,"
                + " ?, ?, ?, CURRENT_USER())")) {
      statement.setString(1, origin);
      statement.setString(2, at.partition().database());
      statement.setInt(3, at.partition().number());
      statement.setString(4, at.log().toString());
      statement.setString(5, at.scn().toString());
      statement.setString(6, note.table().database());
      statement.setString(7, note.table().table());
      statement.setString(8, note.document().path());
      statement.setString(9, note.was());
      statement.setString(10, note.who());
      statement.executeUpdate();
    }
  }

  /** All of it counts. */
  public void commit() {
    attempt("commit", connection::commit);
    committed = true;
  }

  /**
   * Without a commit nothing was written. The session is not used again: it is another's no more.
   */
  @Override
  public void close() {
    try {
      if (!committed) {
        connection.rollback();
      }
    } catch (SQLException gone) {
      // The server has rolled it back by itself.
    } finally {
      pool.evictConnection(connection);
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void attempt(String doing, Work work) {
    try {
      work.run();
    } catch (SQLException e) {
      throw SqlFailures.of(at.partition() + " at the replica, a repair, " + doing, e);
    }
  }
}
