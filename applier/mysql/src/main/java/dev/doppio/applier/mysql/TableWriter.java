package dev.doppio.applier.mysql;

import com.mysql.cj.jdbc.JdbcConnection;
import dev.doppio.applier.mysql.PendingChanges.Group;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Set;

/**
 * Writes the changes of one table version. Not thread-safe.
 *
 * <p>An upsert of a row that was there changed counts 2, of a new row 1: MySQL's count for INSERT
 * ... ON DUPLICATE KEY UPDATE. So a statement of updates that does not count twice its rows has met
 * a row that is missing, or one that was so already; then it is taken back and done row by row, to
 * know.
 */
final class TableWriter {
  /**
   * What a server says of charsets and words that it means to drop one day, as of utf8mb3 in a key:
   * ER_WARN_DEPRECATED_SYNTAX and its kind. Nothing of a row is lost by it.
   */
  private static final Set<Integer> DEPRECATIONS = Set.of(1287, 1681, 3719, 3778);

  private static final long MAX_STATEMENT_BYTES = 1L << 20;
  private static final String SAVEPOINT = "SAVEPOINT doppio";
  private static final String BACK = "ROLLBACK TO SAVEPOINT doppio";

  private final RowPlan plan;
  private final RowStatements statements;
  private final boolean strict;
  private final TableName table;
  private long holdsAt;

  TableWriter(RowPlan plan, boolean strict) {
    this.plan = plan;
    this.statements = new RowStatements(plan);
    this.strict = strict;
    this.table = plan.target().name();
    this.holdsAt = plan.known().ddlVersion();
  }

  /** By which it writes. */
  RowPlan plan() {
    return plan;
  }

  /** The version of the replica's tables at which the plan was last found to hold. */
  long holdsAt() {
    return holdsAt;
  }

  void holdsAt(long ddlVersion) {
    holdsAt = ddlVersion;
  }

  /**
   * Writes groups of this version: deletes first.
   *
   * @throws DoppioException TARGET_REJECTED with the document's key
   * @throws SQLException when it is no single document's fault
   */
  void write(Connection connection, List<Group> groups, Tally tally) throws SQLException {
    Batch batch = new Batch(connection, tally);
    switch (plan.fit()) {
      case DROPPED -> groups.forEach(group -> tally.discarded(group.rows().size()));
      case BEHIND -> batch.relaxed(() -> batch.oneByOne(groups));
      case EXACT -> batch.exact(groups);
      case EXACT_WITH_UNIQUE_KEYS -> batch.replacing(groups);
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  /** The work on one connection. */
  private final class Batch {
    private final Connection connection;
    private final Tally tally;
    private boolean relaxed;

    Batch(Connection connection, Tally tally) {
      this.connection = connection;
      this.tally = tally;
    }

    void exact(List<Group> groups) throws SQLException {
      for (Group group : groups) {
        if (group.delete()) {
          delete(group);
          continue;
        }
        List<Pending> odd = group.rows().stream().filter(this::isOdd).toList();
        List<Pending> plain =
            odd.isEmpty()
                ? group.rows()
                : group.rows().stream().filter(row -> !isOdd(row)).toList();
        inChunks(
            plain, group.expectation() == Expectation.PRESENT ? this::overwrite : this::upsert);
        if (!odd.isEmpty()) {
          relaxed(
              () -> {
                for (Pending row : odd) {
                  writeOne(row);
                }
              });
        }
      }
    }

    private boolean isOdd(Pending row) {
      return statements.needsRelaxedMode(row.row());
    }

    /**
     * Every state after a change was free of clashes at the source, so the last states are free of
     * them among each other: all rows concerned go first, then the last states come.
     */
    void replacing(List<Group> groups) throws SQLException {
      for (Group group : groups) {
        if (group.delete()) {
          delete(group);
        } else {
          inChunks(group.rows(), chunk -> makeWay(chunk, group.expectation()));
        }
      }
      for (Group group : groups) {
        if (!group.delete()) {
          boolean odd = group.rows().stream().anyMatch(this::isOdd);
          Work insert = () -> inChunks(group.rows(), this::insert);
          if (odd) {
            relaxed(insert);
          } else {
            insert.run();
          }
        }
      }
    }

    void oneByOne(List<Group> groups) throws SQLException {
      for (Group group : groups) {
        if (group.delete()) {
          delete(group);
        } else {
          for (Pending row : group.rows()) {
            writeOne(row);
          }
        }
      }
    }

    void relaxed(Work work) throws SQLException {
      execute("SET SESSION sql_mode = '" + Sessions.RELAXED_MODE + "'");
      relaxed = true;
      work.run();
      // Not in a finally: after a failure the connection is thrown away, not handed on.
      relaxed = false;
      execute("SET SESSION sql_mode = '" + Sessions.STRICT_MODE + "'");
    }

    private void inChunks(List<Pending> rows, ChunkWork work) throws SQLException {
      int from = 0;
      while (from < rows.size()) {
        List<Pending> chunk = rows.subList(from, from + chunkSize(rows, from));
        try {
          work.run(chunk);
        } catch (SQLException e) {
          throw blame(chunk, e);
        }
        from += chunk.size();
      }
    }

    private void upsert(List<Pending> rows) throws SQLException {
      writeRows(statements.upsert(rows(rows)), rows);
      tally.upserted(rows.size());
    }

    private void insert(List<Pending> rows) throws SQLException {
      writeRows(statements.insert(rows(rows)), rows);
      tally.upserted(rows.size());
    }

    private void overwrite(List<Pending> rows) throws SQLException {
      if (rows.size() == 1) {
        writeOne(rows.get(0));
        return;
      }
      execute(SAVEPOINT);
      if (writeRows(statements.upsert(rows(rows)), rows) == 2 * rows.size()) {
        tally.upserted(rows.size());
        return;
      }
      execute(BACK);
      for (Pending row : rows) {
        writeOne(row);
      }
    }

    /** UPDATE, and INSERT when there was nothing: safe in every mode and with every index. */
    private void writeOne(Pending row) throws SQLException {
      tally.upserted(1);
      try {
        if (updateOne(row) == 0) {
          if (row.expectation() == Expectation.PRESENT) {
            missing(List.of(row), 1);
          }
          writeRows(statements.insert(List.of(row.row())), List.of(row));
        }
      } catch (SQLException e) {
        throw blame(List.of(row), e);
      }
    }

    /**
     * A large row goes in the binary protocol, and BLOBs in pieces: as text it would be one packet,
     * twice as long for escapes, and beyond max_allowed_packet for what its source took.
     */
    private PreparedStatement prepare(String sql, List<Pending> rows) throws SQLException {
      boolean large =
          rows.stream().anyMatch(row -> row.statementBytes() > RowStatements.LARGE_VALUE);
      return large
          ? connection.unwrap(JdbcConnection.class).serverPrepareStatement(sql)
          : connection.prepareStatement(sql);
    }

    private int updateOne(Pending row) throws SQLException {
      try (PreparedStatement statement = prepare(statements.update(row.row()), List.of(row))) {
        int next = statements.bindRow(statement, 1, row.row());
        statements.bindEqualKey(statement, next, row.row());
        return run(statement);
      }
    }

    private int writeRows(String sql, List<Pending> rows) throws SQLException {
      try (PreparedStatement statement = prepare(sql, rows)) {
        int next = 1;
        for (Pending row : rows) {
          next = statements.bindRow(statement, next, row.row());
        }
        return run(statement);
      }
    }

    private void delete(Group group) throws SQLException {
      boolean counts = group.expectation() == Expectation.PRESENT;
      inChunks(group.rows(), counts ? this::deletePresent : rows -> deleteRows(rows, true));
    }

    private void deletePresent(List<Pending> rows) throws SQLException {
      if (strict) {
        execute(SAVEPOINT);
      }
      int missing = rows.size() - deleteRows(rows, true);
      if (missing > 0 && strict && rows.size() > 1) {
        execute(BACK);
        for (Pending row : rows) {
          deletePresent(List.of(row));
        }
      } else if (missing > 0) {
        missing(rows, missing);
      }
    }

    private void makeWay(List<Pending> rows, Expectation expectation) throws SQLException {
      int missing = rows.size() - deleteRows(rows, false);
      if (expectation == Expectation.PRESENT && missing > 0) {
        missing(rows, missing);
      }
    }

    private int deleteRows(List<Pending> rows, boolean exact) throws SQLException {
      String sql =
          exact ? statements.deleteExact(rows.size()) : statements.deleteEqual(rows.size());
      tally.deleted(exact ? rows.size() : 0);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        int next = 1;
        for (Pending row : rows) {
          next =
              exact
                  ? statements.bindExactKey(statement, next, row.row())
                  : statements.bindEqualKey(statement, next, row.row());
        }
        return run(statement);
      }
    }

    private int run(PreparedStatement statement) throws SQLException {
      int count = statement.executeUpdate();
      SQLWarning warning = statement.getWarnings();
      while (warning != null && DEPRECATIONS.contains(warning.getErrorCode())) {
        warning = warning.getNextWarning();
      }
      if (warning != null && !relaxed) {
        throw warning;
      }
      return count;
    }

    private void execute(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    private void missing(List<Pending> rows, int count) {
      if (strict) {
        throw new DoppioException(
            FailureKind.TARGET_REJECTED,
            "an update or delete of "
                + keys(rows)
                + " found no row in "
                + table
                + " at the replica, which so differs from its source; load the table anew, or set"
                + " target.strict: false to count such rows and go on");
      }
      tally.drift(table, count);
    }

    /**
     * A statement of many rows failed as a whole. The transaction is lost, so it may be used to
     * find the row: each is written alone until one fails.
     */
    private SQLException blame(List<Pending> chunk, SQLException e) {
      if (SqlFailures.grade(e) != FailureKind.TARGET_REJECTED) {
        return e;
      }
      if (chunk.size() > 1) {
        for (Pending row : chunk) {
          try {
            if (!row.delete()) {
              writeOne(row);
            }
          } catch (SQLException alone) {
            return alone;
          }
        }
      }
      throw SqlFailures.of("document " + keys(chunk) + " of " + table, e);
    }

    private String keys(List<Pending> rows) {
      return rows.get(0).key() + (rows.size() == 1 ? "" : " to " + rows.get(rows.size() - 1).key());
    }
  }

  private static List<Row> rows(List<Pending> chunk) {
    return chunk.stream().map(Pending::row).toList();
  }

  private interface ChunkWork {
    void run(List<Pending> rows) throws SQLException;
  }

  private static int chunkSize(List<Pending> rows, int from) {
    int most = Math.min(rows.size() - from, RowStatements.MAX_ROWS);
    long bytes = 0;
    int size = 0;
    while (size < most && bytes <= MAX_STATEMENT_BYTES) {
      bytes += rows.get(from + size++).statementBytes();
    }
    return RowStatements.chunk(bytes > MAX_STATEMENT_BYTES && size > 1 ? size - 1 : size);
  }
}
