package dev.doppio.applier.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.document.MySqlType;
import org.junit.jupiter.api.Test;

/** Lines are in the form of SHOW CREATE TABLE of MySQL 8.0. */
final class ColumnDefaultsTest {
  private static final ColumnDefaults MADE =
      ColumnDefaults.of(
          """
          CREATE TABLE `t` (
            `id` int NOT NULL,
            `quo``ted` varchar(20) COLLATE utf8mb4_bin NOT NULL DEFAULT 'it''s, a \\\\ \\n',
            `e` enum('x','a DEFAULT ''y''') DEFAULT NULL COMMENT 'no DEFAULT ''z'' at all',
            `n` int NOT NULL DEFAULT '7' COMMENT 'seven',
            `w` bit(2) DEFAULT b'10',
            `j` json DEFAULT (_utf8mb4'[\\'(\\']'),
            `x` int DEFAULT ((1 + (2 * 3))),
            `at` datetime DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
            `g` int GENERATED ALWAYS AS ((`n` + 1)) VIRTUAL,
            PRIMARY KEY (`id`)
          ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4\
          """);

  private static String of(String column, MySqlType type) {
    return MADE.clause(Versions.number(column, type));
  }

  @Test
  void literalsAndExpressionsAreReadAsTheServerPrintsThem() {
    assertThat(of("QUO`TED", MySqlType.INT)).isEqualTo(" DEFAULT 'it''s, a \\\\ \\n'");
    assertThat(of("n", MySqlType.INT)).isEqualTo(" DEFAULT '7'");
    assertThat(of("w", MySqlType.INT)).isEqualTo(" DEFAULT b'10'");
    assertThat(of("x", MySqlType.INT)).isEqualTo(" DEFAULT ((1 + (2 * 3)))");
    assertThat(of("j", MySqlType.INT)).isEqualTo(" DEFAULT (_utf8mb4'[\\'(\\']')");
  }

  @Test
  void aColumnWithoutAValueOfItsOwnHasNone() {
    for (String column : new String[] {"id", "e", "at", "g", "t", "unknown"}) {
      assertThat(of(column, MySqlType.INT)).as(column).isEmpty();
    }
  }

  @Test
  void someTypesTakeExpressionsOnly() {
    assertThat(of("n", MySqlType.JSON)).isEqualTo(" DEFAULT ('7')");
  }
}
