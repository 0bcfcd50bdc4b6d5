package dev.doppio.applier.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.change.ColumnFill;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TableDiffTest {
  private static final Column ID = Versions.number("id", MySqlType.BIGINT);
  private static final Column A = Versions.number("a", MySqlType.INT);
  private static final Column B = Versions.number("b", MySqlType.INT);
  private static final Column C = Versions.number("c", MySqlType.INT);
  private static final TableVersion BEFORE = Versions.items(1, ID, A, B);

  @Test
  void nothingIsDoneToATableThatIsSoAlready() {
    TableVersion after = Versions.items(1, ID, B, A, C);
    assertThat(TableDiff.alter(Versions.made(after), BEFORE, after, Map.of(), ColumnDefaults.NONE))
        .isEmpty();
    assertThat(
            TableDiff.alter(Versions.made(BEFORE), BEFORE, BEFORE, Map.of(), ColumnDefaults.NONE))
        .isEmpty();
  }

  @Test
  void columnsComeWhereTheyBelong() {
    assertThat(alter(Versions.items(1, ID, C, A, B)))
        .contains("ALTER TABLE `shop`.`items` ADD COLUMN `c` int NOT NULL AFTER `id`");
    TableVersion first = new TableVersion(Versions.ITEMS, List.of(C, ID, A, B), List.of(1));
    assertThat(alter(first))
        .contains("ALTER TABLE `shop`.`items` ADD COLUMN `c` int NOT NULL FIRST");
  }

  @Test
  void aNewColumnHasTheValueThatTheLogTellsForRowsThatWereThere() {
    TableVersion after = Versions.items(1, ID, A, B, C, Versions.text("d", 5));
    assertThat(
            TableDiff.alter(
                Versions.made(BEFORE),
                BEFORE,
                after,
                Map.of(),
                ColumnDefaults.NONE.with(
                    List.of(new ColumnFill("C", "7"), new ColumnFill("b", "8")))))
        .hasValueSatisfying(
            sql ->
                assertThat(sql)
                    .contains("ADD COLUMN `c` int NOT NULL DEFAULT 7 AFTER `b`, ADD COLUMN `d`")
                    .doesNotContain("DEFAULT 8"));
  }

  /** Rows of a slower partition come without the column yet. */
  @Test
  void aColumnThatIsChangedAgainKeepsThatValue() {
    TableVersion after = Versions.items(1, ID, C, B);
    Map<String, String> renames = Map.of("a", "c");
    ColumnDefaults there = ColumnDefaults.of("x (\n  `A` int NOT NULL DEFAULT '7',\n)");
    assertThat(
            TableDiff.alter(Versions.made(BEFORE), BEFORE, after, renames, there.renamed(renames)))
        .contains(
            "ALTER TABLE `shop`.`items` CHANGE COLUMN `a` `c` int NOT NULL DEFAULT '7' AFTER `id`");
  }

  @Test
  void columnsGoAndMove() {
    assertThat(alter(Versions.items(1, ID, B)))
        .contains("ALTER TABLE `shop`.`items` DROP COLUMN `a`");
    assertThat(alter(Versions.items(1, ID, B, A)))
        .contains("ALTER TABLE `shop`.`items` MODIFY COLUMN `b` int NOT NULL AFTER `id`");
  }

  @Test
  void aStatementThatRanInPartIsCompleted() {
    TableVersion halfway = Versions.items(1, ID, A, B, C);
    TableVersion after = Versions.items(1, ID, B, C);
    assertThat(
            TableDiff.alter(Versions.made(halfway), BEFORE, after, Map.of(), ColumnDefaults.NONE))
        .contains("ALTER TABLE `shop`.`items` DROP COLUMN `a`");
  }

  @Test
  void aRenameKeepsItsColumn() {
    TableVersion after = Versions.items(1, ID, C, B);
    assertThat(
            TableDiff.alter(
                Versions.made(BEFORE), BEFORE, after, Map.of("a", "c"), ColumnDefaults.NONE))
        .contains("ALTER TABLE `shop`.`items` CHANGE COLUMN `a` `c` int NOT NULL AFTER `id`");
    assertThat(
            TableDiff.alter(
                Versions.made(after), BEFORE, after, Map.of("a", "c"), ColumnDefaults.NONE))
        .isEmpty();
  }

  @Test
  void theKeyIsMadeAnewWhenItsColumnsChange() {
    assertThat(alter(Versions.items(2, ID, A, B)))
        .contains("ALTER TABLE `shop`.`items` DROP PRIMARY KEY, ADD PRIMARY KEY (`id`, `a`)");
  }

  @Test
  void whatAnOperatorWidenedOrAddedStays() {
    TargetTable made = Versions.made(BEFORE);
    List<TargetColumn> columns = new ArrayList<>(made.columns());
    columns.set(1, Versions.made(Versions.number("a", MySqlType.BIGINT)));
    columns.add(1, Versions.made(Versions.text("own", 5)));
    TargetTable target =
        new TargetTable(made.name(), "InnoDB", columns, made.primaryKey(), List.of(), List.of());
    TableVersion medium = Versions.items(1, ID, Versions.number("a", MySqlType.MEDIUMINT), B);
    assertThat(TableDiff.alter(target, BEFORE, medium, Map.of(), ColumnDefaults.NONE)).isEmpty();
  }

  @Test
  void generatedColumnsAreLeftToTheReplica() {
    TableVersion after =
        Versions.items(1, ID, A, new Column("g", ColumnType.of(MySqlType.INT), true, true), B);
    assertThat(alter(after)).isEmpty();
    assertThat(TableDdl.createTable(after))
        .isEqualTo(
            "CREATE TABLE `shop`.`items` (`id` bigint NOT NULL, `a` int NOT NULL, `b` int NOT NULL,"
                + " PRIMARY KEY (`id`)) ENGINE = InnoDB ROW_FORMAT = DYNAMIC");
  }

  private static Optional<String> alter(TableVersion after) {
    return TableDiff.alter(Versions.made(BEFORE), BEFORE, after, Map.of(), ColumnDefaults.NONE);
  }
}
