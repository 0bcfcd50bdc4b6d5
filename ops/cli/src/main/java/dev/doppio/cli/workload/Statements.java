package dev.doppio.cli.workload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;

/** Runs writes on one connection, a transaction at a time. Used by one thread. */
final class Statements implements Write.Cases<Statements.Call>, AutoCloseable {
  private final Connection connection;
  private final PreparedStatement join;
  private final PreparedStatement touch;
  private final PreparedStatement insert;
  private final PreparedStatement update;
  private final PreparedStatement delete;

  /** A statement that may fail as SQL does. */
  interface Call {
    void run() throws SQLException;
  }

  Statements(Connection connection, Schema schema) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    join =
        connection.prepareStatement(
            "INSERT INTO "
                + schema.member()
                + " (member_id, name, profile, balance, score, born, seen, visits)"
                + " VALUES (?, ?, ?, ?, ?, ?, NOW(6), 1)");
    touch =
        connection.prepareStatement(
            "UPDATE "
                + schema.member()
                + " SET profile = ?, balance = ?, score = ?, seen = NOW(6), visits = visits + 1"
                + " WHERE member_id = ?");
    insert =
        connection.prepareStatement(
            "INSERT INTO "
                + schema.message()
                + " (member_id, message_id, subject, state, body, digest, sent_at, edits)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, 0)");
    update =
        connection.prepareStatement(
            "UPDATE "
                + schema.message()
                + " SET state = ?, body = ?, digest = ?, edits = edits + 1"
                + " WHERE member_id = ? AND message_id = ?");
    delete =
        connection.prepareStatement(
            "DELETE FROM " + schema.message() + " WHERE member_id = ? AND message_id = ?");
  }

  void commit(Iterable<Write> writes) throws SQLException {
    for (Write write : writes) {
      write.match(this).run();
    }
    connection.commit();
  }

  @Override
  public Call join(Write.Join write) {
    return () -> {
      Documents documents = new Documents(write.seed());
      run(
          join,
          write.member(),
          documents.words(2),
          documents.json(),
          documents.balance(),
          documents.score(),
          documents.born());
    };
  }

  @Override
  public Call touch(Write.Touch write) {
    return () -> {
      Documents documents = new Documents(write.seed());
      run(touch, documents.json(), documents.balance(), documents.score(), write.member());
    };
  }

  @Override
  public Call insert(Write.Insert write) {
    return () -> {
      Documents documents = new Documents(write.seed());
      run(
          insert,
          write.member(),
          write.message(),
          documents.words(4),
          documents.state(),
          documents.body(write.bytes()),
          documents.digest(),
          documents.sent());
    };
  }

  @Override
  public Call update(Write.Update write) {
    return () -> {
      Documents documents = new Documents(write.seed());
      run(
          update,
          documents.state(),
          documents.body(write.bytes()),
          documents.digest(),
          write.member(),
          write.message());
    };
  }

  @Override
  public Call delete(Write.Delete write) {
    return () -> run(delete, write.member(), write.message());
  }

  private static void run(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    int rows = statement.executeUpdate();
    if (rows != 1) {
      throw new SQLException(
          String.format(Locale.ROOT, "%d rows instead of 1: the plan and the tables differ", rows));
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
