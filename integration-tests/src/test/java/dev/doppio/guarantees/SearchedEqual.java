package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.oracle.SearchedDocuments;
import dev.doppio.oracle.SqlDocuments;
import dev.doppio.oracle.SqlRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * G5 at OpenSearch: behind the alias of each table of a database are the documents that the source
 * has, with all that it has of them, and no others.
 *
 * @param source the storage node
 * @param search the server
 * @param prefix of the aliases
 * @param database the MySQL schema
 */
public record SearchedEqual(
    Connection source, SearchedDocuments search, String prefix, String database)
    implements Guarantee {
  @Override
  public List<Violation> violations() {
    List<Violation> violations = new ArrayList<>();
    try {
      long rows = 0;
      for (String table : SqlRows.tables(source, database)) {
        var expected = SqlDocuments.of(source, database, table);
        var there = search.documents(prefix + database + "." + table);
        ReplicaEqual.compare(table, expected, there, violations);
        rows += expected.size();
      }
      assertThat(rows).as("rows compared in %s", database).isPositive();
    } catch (SQLException e) {
      throw new AssertionError("the comparison itself failed", e);
    }
    return violations;
  }
}
