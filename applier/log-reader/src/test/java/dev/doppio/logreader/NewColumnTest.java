package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.change.ColumnFill;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlText;
import dev.doppio.schemas.document.MySqlType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a new column holds in documents that were there, as MySQL 8.0.33 prints it. */
final class NewColumnTest {
  private static Column column(MySqlType type, int length, int scale) {
    List<String> members = type == MySqlType.ENUM ? List.of("Red", "blue") : List.of();
    Optional<String> collation =
        type.isText() ? Optional.of("utf8mb4_0900_ai_ci") : Optional.empty();
    boolean unsigned = type == MySqlType.BIGINT;
    ColumnType of = new ColumnType(type, length, scale, unsigned, collation, members);
    return new Column("c", of, false, false);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "INT, 0, 0, 7, 7",
        "INT, 0, 0, '7', 7",
        "INT, 0, 0, 6.5, 7",
        "INT, 0, 0, x'0a', 10",
        "BIGINT, 0, 0, 18446744073709551615, 18446744073709551615",
        "YEAR, 0, 0, '69', 2069",
        "YEAR, 0, 0, 70, 1970",
        "YEAR, 0, 0, 1999, 1999",
        "DECIMAL, 10, 2, 1.005, 1.01",
        "DOUBLE, 0, 0, 1e2, 100",
        "DATE, 0, 0, '2026-03-01', 2026-03-01",
        "DATE, 0, 0, 20260301, 2026-03-01",
        "DATE, 0, 0, '0000-00-00', 0000-00-00",
        "DATETIME, 0, 0, '2026-03-01', 2026-03-01 00:00:00",
        "DATETIME, 0, 0, '2026-03-01 10:00:00.5', 2026-03-01 10:00:01",
        "DATETIME, 3, 0, '2026-03-01 10:00:00.5', 2026-03-01 10:00:00.500",
        "TIME, 0, 0, '-01:02:03', -01:02:03",
        "TIME, 0, 0, 102030, 10:20:30",
        "VARCHAR, 9, 0, 'it''s', it's",
        "VARCHAR, 9, 0, 5, 5",
        "CHAR, 9, 0, 'a ', a",
        "ENUM, 0, 0, 'RED', Red"
      })
  void literalsBecomeWhatTheServerMakesOfThem(
      MySqlType type, int length, int scale, String literal, String printed) {
    Column column = column(type, length, scale);
    assertThat(
            NewColumn.value(column, List.of(new ColumnFill("C", literal)))
                .map(value -> MySqlText.of(value, column.type())))
        .contains(printed);
  }

  @Test
  void bytesAreAsLongAsTheirTypeHasThem() {
    assertThat(filled(MySqlType.BINARY, 3, "'a'")).isEqualTo(new byte[] {'a', 0, 0});
    assertThat(filled(MySqlType.VARBINARY, 3, "x'00ff'")).isEqualTo(new byte[] {0, -1});
    assertThat(filled(MySqlType.BIT, 12, "b'101'")).isEqualTo(new byte[] {0, 5});
    assertThat(filled(MySqlType.BIT, 12, "300")).isEqualTo(new byte[] {1, 44});
  }

  private static byte[] filled(MySqlType type, int length, String literal) {
    return (byte[])
        NewColumn.value(column(type, length, 0), List.of(new ColumnFill("c", literal)))
            .orElseThrow();
  }

  @Test
  void withoutALiteralItIsTheZeroOfEveryTypeOrNull() {
    for (MySqlType type : MySqlType.values()) {
      Column must = column(type, 6, 0);
      assertThat(NewColumn.value(must, List.of())).as("%s", type).isPresent();
      Column may = new Column("c", must.type(), true, false);
      assertThat(NewColumn.value(may, List.of())).as("%s", type).isEmpty();
    }
  }

  @Test
  void whatTheTypeDoesNotTakeIsRefused() {
    assertThatThrownBy(() -> filled(MySqlType.DATE, 0, "'soon'"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
