package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.guarantees.Violation.Kind;
import dev.doppio.oracle.SqlRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
  public List<Violation> violations() {
    List<Violation> violations = new ArrayList<>();
    try {
      long rows = 0;
      for (String table : SqlRows.tables(source, database)) {
        Map<String, String> expected = SqlRows.of(source, database, table);
        compare(table, expected, SqlRows.of(replica, database, table), violations);
        rows += expected.size();
      }
      assertThat(rows).as("rows compared in %s", database).isPositive();
    } catch (SQLException e) {
      throw new AssertionError("the comparison itself failed", e);
    }
    return violations;
  }

  static void compare(
      String table,
      Map<String, String> expected,
      Map<String, String> actual,
      List<Violation> violations) {
    Set<String> keys = new TreeSet<>(expected.keySet());
    keys.addAll(actual.keySet());
    for (String key : keys) {
      String here = expected.getOrDefault(key, "no row");
      String there = actual.getOrDefault(key, "no row");
      Violation.unless(
          here.equals(there),
          violations,
          Kind.LOST,
          "row %s of %s: at the source %.200s, at the replica %.200s",
          key,
          table,
          here,
          there);
    }
  }
}
