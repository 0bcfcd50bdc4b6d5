package dev.doppio.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a binlog may hold and capture refuses: with the setting to change and a way on. */
final class BinlogRefusalsIT extends BinlogContents {
  @AfterEach
  void defaults() throws Exception {
    node.execute(
        "SET SESSION binlog_format = ROW",
        "SET SESSION binlog_row_image = DEFAULT",
        "SET SESSION binlog_row_value_options = DEFAULT");
  }

  @ParameterizedTest
  @CsvSource({
    "MINIMAL, UPDATE doc SET n = 2",
    "MINIMAL, DELETE FROM doc",
    "MINIMAL, INSERT INTO doc (id) VALUES (8)",
    "NOBLOB, UPDATE doc SET n = 2",
    "NOBLOB, DELETE FROM doc"
  })
  void rowsThatLackColumnsStopAndAreSkippedWhenAnOperatorHasBroughtThem(String image, String change)
      throws Exception {
    node.execute(
        "CREATE TABLE doc (id INT PRIMARY KEY, n INT, x TEXT, j JSON)",
        "INSERT INTO doc VALUES (7, 1, 'text', '{\"k\": 1}')",
        "SET SESSION binlog_row_image = " + image,
        "SET SESSION binlog_row_value_options = PARTIAL_JSON",
        "INSERT INTO " + other + ".t VALUES (1)",
        "UPDATE " + other + ".t SET id = 2",
        change,
        "SET SESSION binlog_row_image = DEFAULT",
        "INSERT INTO t VALUES (3, 'behind it')");
    accept(stop("only some of its columns", "binlog_row_image", "FULL", ".doc"));
    node.catchUp();
    assertThat(inserted("t")).containsExactly(3L);
    assertThat(inserted("doc")).containsExactly(7L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES (1, 'plain')",
        "INSERT INTO OTHER.v VALUES (1, 'through a view')",
        "INSERT INTO OTHER.t VALUES (1)",
        "SELECT OTHER.f(1)",
        "INSERT INTO OTHER.m VALUES (OTHER.f(1))"
      })
  void changesInStatementFormStopByWhateverWayTheyReachACapturedTable(String statement)
      throws Exception {
    node.execute(
        "CREATE TABLE " + other + ".m (id INT PRIMARY KEY)",
        "CREATE VIEW " + other + ".v AS SELECT * FROM t",
        "CREATE TRIGGER "
            + other
            + ".reaches AFTER INSERT ON "
            + other
            + ".t FOR EACH ROW INSERT"
            + " INTO "
            + node.database
            + ".t VALUES (NEW.id, 'by a trigger')",
        "CREATE FUNCTION "
            + other
            + ".f(i INT) RETURNS INT MODIFIES SQL DATA BEGIN INSERT INTO "
            + node.database
            + ".t VALUES (i, 'by a function'); RETURN i; END");
    try (Connection session = session(node)) {
      execute(
          session,
          "USE " + other,
          "SET SESSION binlog_format = STATEMENT",
          statement.replace("OTHER", other).replace(" t ", " " + node.database + ".t "));
    }
    node.execute("INSERT INTO t VALUES (3, 'behind it')");
    accept(stop("binlog_format", "ROW"));
    node.catchUp();
    assertThat(inserted("t")).containsExactly(3L);
    assertThat(keys("SELECT id FROM t ORDER BY id")).containsExactly(1L, 3L);
  }

  @Test
  void changesInStatementFormElsewherePassWhateverTheSessionWorksIn() throws Exception {
    node.execute("CREATE TABLE " + other + ".m (id INT PRIMARY KEY, n INT)");
    try (Connection session = BinlogContentsIT.loading(server())) {
      execute(
          session,
          "USE " + node.database,
          "SET SESSION binlog_format = STATEMENT",
          "INSERT INTO " + other + ".m VALUES (1, RAND()), (2, @@server_id)",
          "SET @v = 3",
          "UPDATE " + other + ".m SET n = @v",
          "CREATE TEMPORARY TABLE mine (id INT)",
          "INSERT INTO " + other + ".t SELECT id FROM " + other + ".m",
          "DROP TEMPORARY TABLE mine",
          "DELETE FROM " + other + ".m");
      BinlogContentsIT.load(session, other + ".m", 20);
    }
    node.execute("INSERT INTO t VALUES (3, 'behind it')");
    node.catchUp();
    assertThat(inserted("t")).containsExactly(3L);
    assertThat(typesInTheBinlog()).contains("Execute_load_query");
  }

  @Test
  void loadDataInStatementFormIntoACapturedTableStops() throws Exception {
    try (Connection session = BinlogContentsIT.loading(server())) {
      execute(session, "SET SESSION binlog_format = STATEMENT");
      BinlogContentsIT.load(session, node.database + ".t", 20);
    }
    accept(stop("LOAD DATA", "binlog_format"));
    node.catchUp();
    assertThat(inserted("t")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES (7, 7)",
        "ALTER TABLE t ADD COLUMN x INT",
        "TRUNCATE TABLE t",
        "DROP TABLE t"
      })
  void aTemporaryTableWithTheNameOfACapturedOneNeverChangesThatOneUnsaid(String statement)
      throws Exception {
    node.execute("INSERT INTO t VALUES (1, 'a')");
    try (Connection session = session(node)) {
      execute(
          session,
          "SET SESSION binlog_format = STATEMENT",
          "CREATE TEMPORARY TABLE t (id INT PRIMARY KEY, n INT)",
          statement);
      node.execute("INSERT INTO t VALUES (2, 'b')");
      boolean dropped = statement.startsWith("DROP");
      if (!dropped) {
        accept(stop(statement, "binlog_format"));
      }
    }
    node.execute("INSERT INTO t VALUES (3, 'c')");
    node.catchUp();
    assertThat(inserted("t")).isEqualTo(keys("SELECT id FROM t ORDER BY id"));
  }

  @Test
  void anIncidentStopsAndPassesWhenAnOperatorTakesItOn() throws Exception {
    node.execute(
        "CREATE TABLE "
            + other
            + ".m (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(4000)) ENGINE ="
            + " MyISAM",
        "SET GLOBAL max_binlog_stmt_cache_size = 4096",
        "SET GLOBAL binlog_stmt_cache_size = 4096");
    try (Connection session = session(node)) {
      execute(
          session,
          "INSERT INTO "
              + other
              + ".m (v) SELECT REPEAT('x', 4000) FROM information_schema.tables");
    } catch (java.sql.SQLException expected) {
      assertThat(expected.getMessage()).contains("max_binlog_stmt_cache_size");
    } finally {
      node.execute(
          "SET GLOBAL max_binlog_stmt_cache_size = DEFAULT",
          "SET GLOBAL binlog_stmt_cache_size = DEFAULT");
    }
    assertThat(typesInTheBinlog()).contains("Incident");
    node.execute("INSERT INTO t VALUES (3, 'behind it')");
    accept(stop("changes are missing", "max_binlog_stmt_cache_size", "InnoDB"));
    node.catchUp();
    assertThat(inserted("t")).containsExactly(3L);
  }

  /** Behind it, the server must not read that file for others. */
  @Test
  void aTransactionWithoutGtidStopsWithTheSettingToChange() throws Exception {
    node.execute(
        "SET GLOBAL gtid_mode = ON_PERMISSIVE",
        "SET gtid_next = ANONYMOUS",
        "INSERT INTO t VALUES (1, 'a')",
        "SET gtid_next = AUTOMATIC",
        "SET GLOBAL gtid_mode = ON",
        "FLUSH BINARY LOGS");
    DoppioException stop = node.failure();
    assertThat(stop.kind()).isIn(FailureKind.SOURCE_REFUSED, FailureKind.SOURCE_UNSUPPORTED);
    assertThat(stop).hasMessageContaining("SET PERSIST gtid_mode = ON");
    node.closeSource();
    node.open(Optional.of(node.now()));
    node.execute("CREATE TABLE u (id INT PRIMARY KEY)", "INSERT INTO u VALUES (2)");
    node.catchUp();
    assertThat(inserted("u")).isEqualTo(List.of(2L));
  }
}
