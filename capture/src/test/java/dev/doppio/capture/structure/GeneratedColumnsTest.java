package dev.doppio.capture.structure;

import static dev.doppio.capture.structure.Tables.DOC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.capture.statement.Statement;
import dev.doppio.schemas.document.TableName;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Generated columns by the words of the statements alone. */
final class GeneratedColumnsTest {
  private final GeneratedColumns columns = new GeneratedColumns();

  private void apply(String... statements) {
    for (String sql : statements) {
      columns.apply(Statement.of(sql, "shop"));
    }
  }

  @Test
  void aColumnIsWhatTheLastStatementMadeIt() {
    assertThat(columns.of(DOC)).isEmpty();
    apply("CREATE TABLE doc (id INT PRIMARY KEY, v INT, g INT AS (id))");
    assertThat(columns.of(DOC)).contains(Set.of("g"));
    apply("ALTER TABLE doc DROP v, ADD V INT GENERATED ALWAYS AS (id + 1) STORED");
    assertThat(columns.of(DOC)).contains(Set.of("g", "v"));
    apply("ALTER TABLE doc RENAME COLUMN g TO h, MODIFY v INT", "ALTER TABLE doc ADD w INT");
    assertThat(columns.of(DOC)).contains(Set.of("h"));
    apply("ALTER TABLE doc DROP COLUMN h");
    assertThat(columns.of(DOC)).contains(Set.of());
  }

  @Test
  void tablesComeAndGoWithTheirColumns() {
    apply(
        "CREATE TABLE doc (id INT PRIMARY KEY, g INT AS (id))",
        "CREATE TABLE IF NOT EXISTS doc (id INT PRIMARY KEY)",
        "CREATE TABLE copy LIKE doc",
        "CREATE TABLE unknown LIKE elsewhere.doc");
    assertThat(columns.of(DOC)).contains(Set.of("g"));
    assertThat(columns.of(new TableName("shop", "copy"))).contains(Set.of("g"));
    assertThat(columns.of(new TableName("shop", "unknown"))).isEmpty();
    apply("RENAME TABLE doc TO old, copy TO doc", "ALTER TABLE doc DROP g, RENAME TO other.doc");
    assertThat(columns.of(DOC)).isEmpty();
    assertThat(columns.of(new TableName("shop", "old"))).contains(Set.of("g"));
    assertThat(columns.of(new TableName("other", "doc"))).contains(Set.of());
    apply("DROP TABLE IF EXISTS old, other.doc");
    assertThat(columns.of(new TableName("shop", "old"))).isEmpty();
    apply("CREATE TABLE doc (id INT PRIMARY KEY)", "DROP DATABASE IF EXISTS shop");
    assertThat(columns.of(DOC)).isEmpty();
  }

  @Test
  void aStatementThatIsToldTwiceLeavesWhatItLeftTheFirstTime() {
    apply("CREATE TABLE doc (id INT PRIMARY KEY, a INT AS (id), b INT)");
    for (int times = 0; times < 2; times++) {
      apply("ALTER TABLE doc DROP b, RENAME COLUMN a TO c, ADD b INT AS (c)");
      assertThat(columns.of(DOC)).contains(Set.of("b", "c"));
    }
  }
}
