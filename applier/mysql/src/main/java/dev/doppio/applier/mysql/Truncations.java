package dev.doppio.applier.mysql;

import dev.doppio.applier.mysql.RowPlan.Written;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.partition.Placement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Removes the documents of a table that lie in one partition. The replica does not keep where a
 * document lies: each key is read, placed by the rule that the log tells, and deleted if it is of
 * this partition, in the partition's own transaction. Keys are read over another connection, as
 * they come, so that a table of any size fits; nobody else changes those of this partition
 * meanwhile. Thread-safe.
 */
final class Truncations {
  /** Seconds that the server waits while deletes keep this process from reading on. */
  private static final int WRITE_TIMEOUT_SECONDS = 3_600;

  private final Sessions sessions;

  Truncations(Sessions sessions) {
    this.sessions = sessions;
  }

  /**
   * Deletes them.
   *
   * @param connection of the partition's transaction
   * @param plan of the version that the placement speaks of
   * @return how many there were
   */
  long remove(Connection connection, PartitionId partition, RowPlan plan, Placement placement)
      throws SQLException {
    if (placement.isOnePartition() && placement.placed().get(0) != partition.number()) {
      return 0;
    }
    Placement.Finder place = placement.of(plan.version());
    hold(connection, plan);
    RowStatements statements = new RowStatements(plan);
    long removed = 0;
    List<Row> mine = new ArrayList<>();
    try (Connection scan = sessions.connect();
        Statement select =
            scan.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
      select.execute("SET SESSION net_write_timeout = " + WRITE_TIMEOUT_SECONDS);
      select.setFetchSize(Integer.MIN_VALUE);
      try (ResultSet keys = select.executeQuery(select(plan))) {
        while (keys.next()) {
          Row key = key(plan, keys);
          if (place.partitionOf(key) == partition.number()) {
            mine.add(key);
          }
          if (mine.size() == RowStatements.MAX_ROWS) {
            removed += delete(connection, statements, mine);
          }
        }
      }
    }
    while (!mine.isEmpty()) {
      removed += delete(connection, statements, mine);
    }
    return removed;
  }

  /** From here to the end of the transaction nobody alters or renames the table. */
  private static void hold(Connection connection, RowPlan plan) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1 FROM " + plan.target().name().quoted() + " LIMIT 0 FOR UPDATE");
    }
  }

  private static String select(RowPlan plan) {
    return plan.keyColumns().stream()
        .map(column -> expression(plan, column))
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + plan.target().name().quoted()));
  }

  private static Column column(RowPlan plan, Written written) {
    return plan.version().columns().get(written.index());
  }

  /** As the log's text of the value, or its bytes. */
  private static String expression(RowPlan plan, Written written) {
    String name = Names.quoted(written.target().name());
    return switch (column(plan, written).type().type()) {
      case BIT, BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> name;
      case FLOAT -> "CAST(CAST(" + name + " AS DOUBLE) AS CHAR)";
      default -> "CAST(" + name + " AS CHAR)";
    };
  }

  private static Row key(RowPlan plan, ResultSet keys) throws SQLException {
    TableVersion version = plan.version();
    Object[] values = new Object[version.columns().size()];
    int next = 1;
    for (Written written : plan.keyColumns()) {
      values[written.index()] =
          switch (column(plan, written).type().type()) {
            case BIT, BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB ->
                keys.getBytes(next);
            case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, ENUM, SET ->
                keys.getString(next);
            default -> new MySqlLiteral(keys.getString(next));
          };
      next++;
    }
    return new Row(version, values);
  }

  /** Deletes the first of these, as many as go into one statement, and takes them off. */
  private static long delete(Connection connection, RowStatements statements, List<Row> keys)
      throws SQLException {
    List<Row> chunk = keys.subList(0, RowStatements.chunk(keys.size()));
    try (PreparedStatement delete =
        connection.prepareStatement(statements.deleteExact(chunk.size()))) {
      int next = 1;
      for (Row key : chunk) {
        next = statements.bindExactKey(delete, next, key);
      }
      long removed = delete.executeUpdate();
      chunk.clear();
      return removed;
    }
  }
}
