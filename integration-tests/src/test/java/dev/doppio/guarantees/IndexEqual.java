package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.oracle.IndexDocuments;
import dev.doppio.oracle.SqlDocuments;
import dev.doppio.oracle.SqlRows;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * G5 at a search index: for each table of a database it holds the documents that the source has,
 * each column's value with them, and no others.
 *
 * @param source the storage node
 * @param index its folder
 * @param database the MySQL schema
 */
public record IndexEqual(Connection source, Path index, String database) implements Guarantee {
  @Override
  public List<Violation> violations() {
    List<Violation> violations = new ArrayList<>();
    try {
      long rows = 0;
      for (String table : SqlRows.tables(source, database)) {
        Map<String, String> expected = SqlDocuments.of(source, database, table);
        ReplicaEqual.compare(table, expected, IndexDocuments.of(index, table), violations);
        rows += expected.size();
      }
      assertThat(rows).as("rows compared in %s", database).isPositive();
    } catch (SQLException e) {
      throw new AssertionError("the comparison itself failed", e);
    }
    return violations;
  }
}
