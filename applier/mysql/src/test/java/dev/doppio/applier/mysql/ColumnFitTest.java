package dev.doppio.applier.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ColumnFitTest {
  @Test
  void aColumnFitsItselfAndWiderOnes() {
    for (MySqlType type : MySqlType.values()) {
      if (!type.isText()) {
        assertThat(misfit(ColumnType.of(type), ColumnType.of(type))).isEmpty();
      }
    }
    assertThat(misfit(ColumnType.of(MySqlType.INT), ColumnType.of(MySqlType.BIGINT))).isEmpty();
    assertThat(misfit(varchar(10, UTF8), varchar(20, UTF8))).isEmpty();
    assertThat(misfit(decimal(10, 2), decimal(12, 2))).isEmpty();
    assertThat(misfit(members("a", "b"), members("a", "b", "c"))).isEmpty();
  }

  @Test
  void narrowerOrOtherOnesDoNotAndBothTypesAreNamed() {
    assertThat(misfit(ColumnType.of(MySqlType.BIGINT), ColumnType.of(MySqlType.INT)))
        .contains("column c is bigint in the log and int at the replica");
    assertThat(misfit(varchar(20, UTF8), varchar(10, UTF8))).isPresent();
    assertThat(misfit(decimal(10, 2), decimal(12, 3))).isPresent();
    assertThat(misfit(members("a", "b"), members("b", "a", "c"))).isPresent();
    assertThat(misfit(ColumnType.of(MySqlType.JSON), ColumnType.of(MySqlType.BLOB))).isPresent();
  }

  @Test
  void theCharsetMustBeTheSameAndInAKeyTheCollationToo() {
    assertThat(misfit(varchar(9, UTF8), varchar(9, "utf8mb4_bin"))).isEmpty();
    assertThat(misfit(varchar(9, UTF8), varchar(9, "latin1_swedish_ci")))
        .contains(
            "column c is varchar(9) utf8mb4_0900_ai_ci in the log and varchar(9) latin1_swedish_ci"
                + " at the replica");
    assertThat(misfit(varchar(9, "utf8_general_ci"), varchar(9, "utf8mb3_general_ci"))).isEmpty();
    Column key = new Column("c", varchar(9, UTF8), false, false);
    TargetColumn other = Versions.made(new Column("c", varchar(9, "utf8mb4_bin"), false, false));
    assertThat(ColumnFit.misfit(key, other, true)).isPresent();
  }

  @Test
  void nullNeedsAColumnThatTakesIt() {
    ColumnType type = ColumnType.of(MySqlType.INT);
    TargetColumn required = Versions.made(new Column("c", type, false, false));
    assertThat(ColumnFit.misfit(new Column("c", type, true, false), required, false))
        .contains("column c takes NULL in the log, not at the replica");
  }

  @Test
  void howAColumnIsShownIsNotWhatItIs() {
    assertThat(TableReader.typeText("int(11) unsigned zerofill")).isEqualTo("int unsigned");
    assertThat(TableReader.typeText("tinyint(1)")).isEqualTo("tinyint");
    assertThat(TableReader.typeText("year(4)")).isEqualTo("year");
    assertThat(TableReader.typeText("float(7,4)")).isEqualTo("float");
    assertThat(TableReader.typeText("bit(8)")).isEqualTo("bit(8)");
    assertThat(TableReader.typeText("enum('int(1)',' zerofill')"))
        .isEqualTo("enum('int(1)',' zerofill')");
  }

  private static final String UTF8 = "utf8mb4_0900_ai_ci";

  private static Optional<String> misfit(ColumnType source, ColumnType target) {
    return ColumnFit.misfit(
        new Column("c", source, true, false),
        Versions.made(new Column("c", target, true, false)),
        false);
  }

  private static ColumnType varchar(int length, String collation) {
    return Versions.varchar(length, collation);
  }

  private static ColumnType decimal(int length, int scale) {
    return new ColumnType(MySqlType.DECIMAL, length, scale, false, Optional.empty(), List.of());
  }

  private static ColumnType members(String... members) {
    return Versions.members(MySqlType.ENUM, members);
  }
}
