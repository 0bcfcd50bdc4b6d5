package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.oracle.SqlRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * G5: each table of a database holds the same keys and the same bytes in every column.
 *
 * @param source the storage node
 * @param replica the target
 * @param database the MySQL schema
 */
public record ReplicaEqual(Connection source, Connection replica, String database)
    implements Guarantee {
  @Override
  public void check() {
    try {
      List<String> tables = SqlRows.tables(source, database);
      long rows = 0;
      for (String table : tables) {
        Map<String, String> expected = SqlRows.of(source, database, table);
        assertThat(SqlRows.of(replica, database, table))
            .as("rows of %s.%s at the replica", database, table)
            .isEqualTo(expected);
        rows += expected.size();
      }
      assertThat(rows).as("rows compared in %s", database).isPositive();
    } catch (SQLException e) {
      throw new AssertionError("the comparison itself failed", e);
    }
  }
}
