package dev.doppio.capture.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.capture.statement.ColumnChanges.Definition;
import dev.doppio.schemas.document.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a statement of the binlog is taken for. */
final class StatementTest {
  private static Statement in(String database, String sql) {
    return Statement.of(sql, database);
  }

  private static Statement statement(String sql) {
    return in("shop", sql);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "BEGIN | BEGINS",
        "COMMIT | COMMITS",
        "ROLLBACK TO sp | ROLLS_BACK",
        "XA START 'x' | XA",
        "CREATE USER u | NONE",
        "CREATE ALGORITHM=MERGE VIEW v AS SELECT 1 | NONE",
        "DROP TRIGGER t | NONE",
        "ANALYZE TABLE t | NONE",
        "RENAME USER a TO b | NONE",
        "CREATE TABLE t (id INT) | STRUCTURE",
        "CREATE UNIQUE INDEX i ON t (a) | STRUCTURE",
        "DROP TABLES t, u | STRUCTURE",
        "ALTER TABLE t ADD COLUMN engine VARCHAR(20) | STRUCTURE",
        "ALTER TABLE t ADD engine VARCHAR(20), ADD exchange INT | STRUCTURE",
        "ALTER TABLE t ADD (engine INT, import INT) | STRUCTURE",
        "ALTER TABLE t RENAME COLUMN a TO b, RENAME INDEX i TO j | STRUCTURE",
        "ALTER TABLE t ENGINE=InnoDB | STRUCTURE",
        "ALTER TABLE t COMMENT = 'x' ENGINE = MyISAM | CONTENT",
        "ALTER TABLE t ADD COLUMN a INT, ENGINE = MyISAM | CONTENT",
        "ALTER TABLE t /*!50100 DROP PARTITION p0 */ | CONTENT",
        "ALTER TABLE t RENAME TO u | CONTENT",
        "ALTER TABLE t RENAME u | CONTENT",
        "ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u | CONTENT",
        "ALTER TABLE t DISCARD TABLESPACE | CONTENT",
        "RENAME TABLE a TO b | CONTENT",
        "TRUNCATE t | CONTENT",
        "/* why */ TRUNCATE TABLE t -- so | CONTENT",
        "--\tcomment | NONE",
        "INSERT INTO t VALUES (1) | ROWS",
        "SELECT `shop`.`f`(1) | ROWS",
        "FROBNICATE t | UNKNOWN"
      })
  void statementsAreToldApart(String sql, Effect effect) {
    assertThat(statement(sql).effect()).isEqualTo(effect);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "TRUNCATE doc | shop.doc",
        "TRUNCATE TABLE Other.Doc | Other.Doc",
        "DROP TABLE IF EXISTS `a`, b.`c d` | shop.a b.c d",
        "RENAME TABLE other.a TO doc, b TO other.c | other.a shop.doc shop.b other.c",
        "ALTER TABLE other.a RENAME TO shop.doc | other.a shop.doc",
        "ALTER TABLE other.a ADD COLUMN x INT, RENAME AS doc | other.a shop.doc",
        "ALTER TABLE other.a RENAME doc | other.a shop.doc",
        "ALTER TABLE other.a EXCHANGE PARTITION p WITH TABLE doc | other.a shop.doc",
        "CREATE TABLE IF NOT EXISTS doc LIKE other.a | shop.doc",
        "CREATE UNIQUE INDEX `on` USING BTREE ON doc (a) | shop.doc",
        "CREATE INDEX i ON other.doc (a) | other.doc",
        "DROP INDEX i ON doc | shop.doc",
        "ALTER TABLE doc RENAME INDEX a TO b | shop.doc"
      })
  void tablesAreNamedByWhatIsDoneToThem(String sql, String tables) {
    assertThat(statement(sql).tables().stream().map(TableName::toString))
        .containsExactlyElementsOf(List.of(tables.split(" (?=\\w+\\.)")));
  }

  @Test
  void aCopyKnowsItsOriginal() {
    assertThat(statement("CREATE TABLE a LIKE other.b").copied())
        .contains(new TableName("other", "b"));
    assertThat(statement("CREATE TABLE a (LIKE b)").copied()).contains(new TableName("shop", "b"));
    assertThat(statement("CREATE TABLE a (id INT)").copied()).isEmpty();
  }

  @Test
  void theWordsOfAStatementKeepTheirCase() {
    Statement truncate = in("other", "TRUNCATE TABLE Shop.doc");
    assertThat(truncate.mayTouch("Shop"::equals)).isTrue();
    assertThat(truncate.mayTouch("shop"::equals)).isFalse();
    assertThat(in("Shop", "TRUNCATE TABLE doc").mayTouch("Shop"::equals)).isTrue();
    assertThat(in("", "DROP DATABASE `Shop`").mayTouch("Shop"::equals)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a INT NOT NULL",
        "COLUMN a INT DEFAULT 7",
        "a TIMESTAMP DEFAULT CURRENT_TIMESTAMP",
        "a VARCHAR(9) DEFAULT ('x') NULL",
        "a INT AUTO_INCREMENT",
        "a SERIAL",
        "(b INT, a INT DEFAULT 0)",
        "a INT KEY"
      })
  void aNewColumnMayFillTheRowsThatAreThere(String definition) {
    ColumnChanges said = statement("ALTER TABLE t ADD " + definition).columns();
    assertThat(said.definition("A")).contains(new Definition(false, true));
    assertThat(said.origin("a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a INT",
        "COLUMN a INT DEFAULT NULL COMMENT 'DEFAULT 7' AFTER b",
        "`a` INT NULL UNIQUE KEY",
        "a INT CHECK (a IS NOT NULL)",
        "(b INT DEFAULT 7, a DECIMAL(10, 2))"
      })
  void aNewColumnMayBeNullInTheRowsThatAreThere(String definition) {
    ColumnChanges said = statement("ALTER TABLE t ADD " + definition).columns();
    assertThat(said.definition("a")).contains(new Definition(false, false));
  }

  @Test
  void keysAndConstraintsAreNoColumns() {
    ColumnChanges said =
        statement(
                "ALTER TABLE t ADD INDEX a (x), ADD PRIMARY KEY (y), ADD CONSTRAINT c CHECK (z >"
                    + " 0), DROP PRIMARY KEY, DROP INDEX b, ADD `index` INT, DROP COLUMN `key`")
            .columns();
    assertThat(said.added()).containsExactly("index");
    assertThat(said.dropped()).containsExactly("key");
  }

  @Test
  void everyColumnHasAnOriginOrIsNew() {
    ColumnChanges said =
        statement(
                "ALTER TABLE t DROP a, ADD A INT, RENAME COLUMN b TO c, CHANGE COLUMN d b INT,"
                    + " MODIFY e BIGINT")
            .columns();
    assertThat(said.origin("a")).isEmpty();
    assertThat(said.origin("C")).contains("b");
    assertThat(said.origin("b")).contains("d");
    assertThat(said.origin("d")).isEmpty();
    assertThat(said.origin("e")).contains("e");
    assertThat(said.origin("other")).contains("other");
  }

  @Test
  void generatedColumnsAreToldFromOthers() {
    ColumnChanges said =
        statement(
                "CREATE TABLE t (id INT PRIMARY KEY, `as` INT, g INT AS (id + 1), s VARCHAR(9)"
                    + " GENERATED ALWAYS AS (CONCAT('as', id)) STORED, KEY (g))")
            .columns();
    assertThat(said.definition("g")).contains(new Definition(true, false));
    assertThat(said.definition("s")).contains(new Definition(true, false));
    assertThat(said.definition("as")).contains(new Definition(false, false));
    assertThat(said.definition("key")).isEmpty();
  }
}
