package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.guarantees.Violation.Kind;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import dev.doppio.oracle.Orphans;
import dev.doppio.oracle.SqlRows;
import dev.doppio.workload.Tenures;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * G5 where partitions move: the replica holds what all nodes hold together, byte by byte, in each
 * table. A member with orphans differs at its node by design: the replica has it as the log left
 * it, which its stamp tells.
 *
 * @param nodes all that ever mastered a partition; they share no row
 * @param replica the target
 * @param database the MySQL schema
 * @param log what the stock consumer saw
 * @param orphans of all nodes
 */
public record ReplicaEqualsUnion(
    List<Connection> nodes, Connection replica, String database, LogDump log, Orphans orphans)
    implements Guarantee {
  @Override
  public List<Violation> violations() {
    Set<String> stale =
        orphans.changes().stream()
            .map(change -> Tenures.memberOf(change.key()))
            .collect(Collectors.toCollection(TreeSet::new));
    List<Violation> violations = new ArrayList<>();
    try {
      long rows = 0;
      for (String table : SqlRows.tables(nodes.get(0), database)) {
        Map<String, String> expected = new TreeMap<>();
        for (Connection node : nodes) {
          expected.putAll(SqlRows.of(node, database, table));
        }
        Map<String, String> actual = SqlRows.of(replica, database, table);
        forget(stale, expected);
        forget(stale, actual);
        ReplicaEqual.compare(table, expected, actual, violations);
        rows += expected.size();
      }
      assertThat(rows).as("rows compared in %s", database).isPositive();
      compareStamps(stale, violations);
    } catch (SQLException e) {
      throw new AssertionError("the comparison itself failed", e);
    }
    return violations;
  }

  /** The member leads the primary key of every table. */
  private static void forget(Set<String> members, Map<String, String> rows) {
    Set<String> hex =
        members.stream()
            .map(member -> member.getBytes(StandardCharsets.UTF_8))
            .map(HexFormat.of().withUpperCase()::formatHex)
            .collect(Collectors.toSet());
    rows.keySet().removeIf(key -> hex.contains(key.split(" ")[0]));
  }

  private void compareStamps(Set<String> members, List<Violation> violations) throws SQLException {
    Map<String, Long> expected = new TreeMap<>();
    for (LogEntry entry : log.entries()) {
      if (entry.key().startsWith("member/") && members.contains(entry.key().substring(7))) {
        Object after = log.change(entry).get("after");
        expected.put(entry.key().substring(7), (Long) log.document(after).get("stamp"));
      }
    }
    Map<String, Long> actual = new TreeMap<>();
    try (Statement sql = replica.createStatement();
        ResultSet row = sql.executeQuery("SELECT member_id, stamp FROM " + database + ".member")) {
      while (row.next()) {
        actual.put(row.getString(1), row.getLong(2));
      }
    }
    actual.keySet().retainAll(members);
    Violation.unless(
        expected.equals(actual),
        violations,
        Kind.LOST,
        "stamps of the members with orphans: in the log %s, at the replica %s",
        expected,
        actual);
  }
}
