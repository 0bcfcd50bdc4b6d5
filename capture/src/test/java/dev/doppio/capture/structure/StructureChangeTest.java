package dev.doppio.capture.structure;

import static dev.doppio.capture.structure.Tables.generated;
import static dev.doppio.capture.structure.Tables.integer;
import static dev.doppio.capture.structure.Tables.members;
import static dev.doppio.capture.structure.Tables.of;
import static dev.doppio.capture.structure.Tables.required;
import static dev.doppio.capture.structure.Tables.text;
import static dev.doppio.capture.structure.Tables.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.capture.statement.Statement;
import dev.doppio.schemas.change.ColumnFill;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which changes of a table leave every document as it was. */
final class StructureChangeTest {
  private static final Column ID = required("id");
  private static final TableVersion BEFORE = version(ID, integer("a"), integer("z"));

  private static List<String> objections(TableVersion before, String clauses, TableVersion after) {
    Statement statement = Statement.of("ALTER TABLE doc " + clauses, "shop");
    return new StructureChange(before, after, statement.columns()).objections();
  }

  private static List<ColumnFill> fills(String clauses, TableVersion after) {
    Statement statement = Statement.of("ALTER TABLE doc " + clauses, "shop");
    return new StructureChange(BEFORE, after, statement.columns()).fills();
  }

  @Test
  void emptyColumnsDroppedColumnsAndNewNamesAreStructure() {
    assertThat(
            objections(BEFORE, "ADD b INT", version(ID, integer("a"), integer("z"), integer("b"))))
        .isEmpty();
    assertThat(objections(BEFORE, "DROP a", version(ID, integer("z")))).isEmpty();
    assertThat(objections(BEFORE, "RENAME COLUMN a TO b", version(ID, integer("b"), integer("z"))))
        .isEmpty();
    assertThat(
            objections(
                BEFORE,
                "CHANGE a b BIGINT AFTER z",
                version(ID, integer("z"), of("b", MySqlType.BIGINT))))
        .isEmpty();
    assertThat(
            objections(
                BEFORE, "DROP a, ADD b INT AFTER id", version(ID, integer("b"), integer("z"))))
        .isEmpty();
    assertThat(
            objections(
                BEFORE,
                "ADD g INT AS (a + 1) NOT NULL",
                version(ID, integer("a"), integer("z"), generated("g"))))
        .isEmpty();
    assertThat(objections(BEFORE, "ADD INDEX (a), ALTER a SET DEFAULT 5", BEFORE)).isEmpty();
  }

  @Test
  void aColumnThatTakesTheNameOfAnotherHasLostItsValues() {
    assertThat(objections(BEFORE, "DROP COLUMN a, ADD COLUMN a INT AFTER id", BEFORE))
        .singleElement()
        .asString()
        .contains("column a", "values are gone");
    assertThat(
            objections(
                BEFORE,
                "RENAME COLUMN a TO z, RENAME COLUMN z TO a",
                version(ID, integer("z"), integer("a"))))
        .hasSize(2);
    assertThat(
            objections(
                BEFORE,
                "DROP a, ADD a INT AS (z) AFTER id",
                version(ID, generated("a"), integer("z"))))
        .hasSize(1);
    TableVersion computed = version(ID, generated("a"));
    assertThat(objections(computed, "DROP a, ADD a INT AS (id + 1)", computed)).isEmpty();
  }

  @Test
  void aNewColumnsValueInTheRowsThatAreThereIsToldWithTheChange() {
    TableVersion inPlace = version(ID, integer("b"), integer("z"));
    assertThat(objections(BEFORE, "DROP a, ADD b INT DEFAULT 7 AFTER id", inPlace)).isEmpty();
    assertThat(fills("DROP a, ADD b INT DEFAULT 7 AFTER id", inPlace))
        .containsExactly(new ColumnFill("b", "7"));
    TableVersion zero = version(ID, integer("a"), integer("z"), required("n"));
    assertThat(objections(BEFORE, "ADD n INT NOT NULL", zero)).isEmpty();
    assertThat(fills("ADD n INT NOT NULL", zero)).isEmpty();
    TableVersion more = version(ID, integer("a"), integer("z"), integer("n"));
    assertThat(objections(BEFORE, "ALTER a SET DEFAULT 5, ADD n INT", more)).isEmpty();
    assertThat(fills("ALTER a SET DEFAULT 5, ADD n INT", more)).isEmpty();
    assertThat(fills("MODIFY a INT DEFAULT 9, ADD N INT DEFAULT (8)", more))
        .containsExactly(new ColumnFill("n", "8"));
  }

  @Test
  void aNewColumnWithAValueThatNobodyCanTellChangesTheRowsThatAreThere() {
    TableVersion more = version(ID, integer("a"), integer("z"), integer("n"));
    assertThat(objections(BEFORE, "ADD n INT AUTO_INCREMENT, ADD KEY (n)", more))
        .singleElement()
        .asString()
        .contains("new column n");
    assertThat(objections(BEFORE, "COMMENT = 'says nothing of n'", more)).hasSize(1);
    TableVersion zero = version(ID, integer("a"), integer("z"), required("n"));
    assertThat(objections(BEFORE, "ADD n INT", zero)).hasSize(1);
    for (MySqlType type : List.of(MySqlType.TIMESTAMP, MySqlType.DATETIME)) {
      TableVersion time = version(ID, integer("a"), integer("z"), of("n", type));
      assertThat(objections(BEFORE, "ADD n " + type + " DEFAULT CURRENT_TIMESTAMP", time))
          .hasSize(1);
      assertThat(objections(BEFORE, "ADD n " + type + " DEFAULT '2020-01-01 10:00:00+02:00'", time))
          .hasSize(1);
    }
  }

  @Test
  void anotherKeyChangesTheKeyOfEveryDocument() {
    Column a = required("a");
    TableVersion one = version(List.of(0), ID, a);
    assertThat(objections(one, "DROP PRIMARY KEY, ADD PRIMARY KEY (a)", version(List.of(1), ID, a)))
        .singleElement()
        .asString()
        .contains("primary key changes");
    TableVersion two = version(List.of(0, 1), ID, a);
    assertThat(
            objections(
                two, "DROP PRIMARY KEY, ADD PRIMARY KEY (a, id)", version(List.of(1, 0), ID, a)))
        .hasSize(1);
    assertThat(
            objections(
                one, "DROP PRIMARY KEY, ADD PRIMARY KEY (id, a)", version(List.of(0, 1), ID, a)))
        .hasSize(1);
    assertThat(
            objections(
                one,
                "RENAME COLUMN id TO old, RENAME COLUMN a TO id, DROP PRIMARY KEY, ADD PRIMARY KEY"
                    + " (id)",
                version(List.of(1), required("old"), ID)))
        .hasSize(2);
  }

  @Test
  void aRenamedOrMovedKeyIsTheSameKey() {
    Column a = integer("a");
    TableVersion one = version(List.of(0), ID, a);
    assertThat(
            objections(
                one, "RENAME COLUMN id TO key_id", version(List.of(0), required("key_id"), a)))
        .isEmpty();
    assertThat(objections(one, "MODIFY a INT FIRST", version(List.of(1), a, ID))).isEmpty();
  }

  @Test
  void aTypeThatHoldsEveryValueIsStructureAnyOtherConverts() {
    TableVersion before =
        version(ID, text("t", 10, "latin1_bin"), members("e", "x", "y"), of("n", MySqlType.INT));
    TableVersion wider =
        version(
            ID,
            text("t", 20, "utf8mb4_bin"),
            members("e", "x", "y", "z"),
            of("n", MySqlType.BIGINT));
    String clauses = "MODIFY t VARCHAR(20), MODIFY e ENUM('x','y','z'), MODIFY n BIGINT";
    assertThat(objections(before, clauses, wider)).isEmpty();
    assertThat(objections(wider, clauses, before)).hasSize(3);
  }

  @Test
  void aColumnThatBecomesRequiredOrGeneratedMayHaveChanged() {
    assertThat(
            objections(BEFORE, "MODIFY a INT NOT NULL", version(ID, required("a"), integer("z"))))
        .hasSize(1);
    assertThat(
            objections(
                BEFORE, "MODIFY a INT AS (z) STORED", version(ID, generated("a"), integer("z"))))
        .hasSize(1);
  }
}
