package dev.doppio.applier.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.ColumnRenames;
import dev.doppio.logreader.UndecidableChange;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ColumnRenamesTest {
  private static final Column ID = Versions.number("id", MySqlType.BIGINT);
  private static final Column A = Versions.number("a", MySqlType.INT);
  private static final Column B = Versions.number("b", MySqlType.INT);
  private static final TableVersion BEFORE = Versions.items(1, ID, A);
  private static final TableVersion AFTER = Versions.items(1, ID, B);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE items RENAME COLUMN a TO b",
        "alter table items rename column `a` to `b`, add index (b)",
        "ALTER TABLE items CHANGE a b INT",
        "ALTER TABLE items CHANGE COLUMN `A`  `b` INT NOT NULL COMMENT 'RENAME COLUMN x TO y'"
      })
  void theStatementNamesTheRename(String statement) {
    assertThat(ColumnRenames.of(BEFORE, AFTER, statement))
        .hasSize(1)
        .containsValue("b")
        .containsKey(statement.contains("`A`") ? "A" : "a");
  }

  @Test
  void aDropAndAnAddInOnePlaceAreNoRename() {
    assertThat(ColumnRenames.of(BEFORE, AFTER, "ALTER TABLE items DROP COLUMN `a`, ADD b INT"))
        .isEqualTo(Map.of());
    assertThat(ColumnRenames.of(BEFORE, AFTER, "ALTER TABLE items ADD b INT, DROP a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "RENAME TABLE items TO old, new TO items", "ALTER TABLE items DROP ab, ADD b"})
  void whatNobodySaysIsNotGuessed(String statement) {
    assertThatThrownBy(() -> ColumnRenames.of(BEFORE, AFTER, statement))
        .isInstanceOf(UndecidableChange.class)
        .hasMessageContaining("column a may have become b");
  }

  @Test
  void twoColumnsThatSwapTheirNamesAreNotTakenForAMove() {
    TableVersion both = Versions.items(1, ID, A, B);
    TableVersion swapped = Versions.items(1, ID, B, A);
    assertThatThrownBy(
            () ->
                ColumnRenames.of(
                    both, swapped, "ALTER TABLE items RENAME COLUMN a TO b, RENAME COLUMN b TO a"))
        .isInstanceOf(UndecidableChange.class);
    assertThat(ColumnRenames.of(both, swapped, "ALTER TABLE items MODIFY b INT AFTER id"))
        .isEmpty();
  }

  @Test
  void anotherTypeInThePlaceIsADropAndAnAdd() {
    TableVersion other = Versions.items(1, ID, Versions.text("b", 5));
    assertThat(ColumnRenames.of(BEFORE, other, "")).isEmpty();
    assertThat(ColumnRenames.of(BEFORE, other, "ALTER TABLE items CHANGE a b VARCHAR(5)"))
        .containsExactly(Map.entry("a", "b"));
  }
}
