package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.oracle.SqlDocuments;
import dev.doppio.oracle.SqlRows;
import dev.doppio.oracle.TableDocuments;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * G5 at tables in Hadoop: for each table of a database the current state holds the documents that
 * the source has, and no others; and so do its changes, played from the begin.
 *
 * @param source the storage node
 * @param tables of the warehouse
 * @param database the MySQL schema
 * @param played whether changes are played too: not where documents changed without row events
 */
public record TablesEqual(Connection source, TableDocuments tables, String database, boolean played)
    implements Guarantee {
  @Override
  public List<Violation> violations() {
    List<Violation> violations = new ArrayList<>();
    try {
      long rows = 0;
      for (String table : SqlRows.tables(source, database)) {
        Map<String, String> expected = SqlDocuments.exact(source, database, table);
        ReplicaEqual.compare(table, expected, tables.current(database, table), violations);
        if (played) {
          ReplicaEqual.compare(table, expected, tables.played(database, table), violations);
        }
        rows += expected.size();
      }
      assertThat(rows).as("rows compared in %s", database).isPositive();
    } catch (SQLException e) {
      throw new AssertionError("the comparison itself failed", e);
    }
    return violations;
  }
}
