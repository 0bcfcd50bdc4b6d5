package dev.doppio.schemas.partition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples; that the tables agree with a server is shown by {@link FoldingVerifier}. */
class CollationFoldingTest {
  @ParameterizedTest
  @CsvSource({
    "utf8mb4_0900_ai_ci, Bob, BOB",
    "utf8mb4_0900_ai_ci, résumé, RESUME",
    "utf8mb4_0900_ai_ci, straße, STRASSE",
    "utf8mb4_0900_ai_ci, Æon, aeon",
    "utf8mb4_0900_ai_ci, 가, 가",
    "utf8mb4_0900_as_cs, ﬁ, fi",
    "utf8mb4_unicode_ci, straße, STRASSE",
    "utf8mb4_unicode_ci, 😀, 😎",
    "utf8mb4_general_ci, ß, S",
    "utf8mb4_general_ci, 😀, �",
    "utf8mb3_unicode_520_ci, Œuvre, oeuvre",
    "utf8_general_ci, É, e",
    "latin1_swedish_ci, ý, Y",
    "latin1_swedish_ci, Ü, y",
    "latin1_general_ci, é, É",
    "ascii_general_ci, bob, BOB"
  })
  void textsThatTheCollationCallsEqualFoldEqual(String collation, String left, String right) {
    assertThat(fold(collation, left)).isEqualTo(fold(collation, right));
  }

  @ParameterizedTest
  @CsvSource({
    "utf8mb4_0900_ai_ci, bob, rob",
    "utf8mb4_0900_ai_ci, 😀, 😎",
    "utf8mb4_unicode_520_ci, 😀, 😎",
    "utf8mb4_general_ci, ß, ss",
    "latin1_general_ci, é, e",
    "utf8mb4_bin, bob, Bob"
  })
  void textsThatTheCollationTellsApartSpread(String collation, String left, String right) {
    assertThat(fold(collation, left)).isNotEqualTo(fold(collation, right));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "utf8mb4_general_ci",
        "utf8mb4_unicode_ci",
        "utf8mb4_bin",
        "latin1_bin",
        "latin1_swedish_ci",
        "ascii_general_ci"
      })
  void trailingSpacesDoNotCountWhereTheCollationPads(String collation) {
    assertThat(fold(collation, "bob  ")).isEqualTo("bob");
    assertThat(fold(collation, " bob")).isEqualTo(" bob");
    assertThat(fold(collation, "   ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf8mb4_0900_ai_ci", "utf8mb4_0900_as_cs", "utf8mb4_0900_bin", "binary"})
  void trailingSpacesCountWhereItDoesNot(String collation) {
    assertThat(fold(collation, "bob ")).isEqualTo("bob ");
  }

  @Test
  void aSpaceOfAnotherKindIsTrimmedWhereItWeighsTheSame() {
    assertThat(fold("utf8mb4_unicode_ci", "bob\u00A0")).isEqualTo("bob");
    assertThat(fold("utf8mb4_unicode_ci", "bob \u0000")).isEqualTo("bob");
    assertThat(fold("utf8mb4_general_ci", "bob\u00A0")).isEqualTo("bob\u00A0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "utf8mb4_de_pb_0900_ai_ci",
        "utf8mb4_czech_ci",
        "gbk_chinese_ci",
        "latin1_german2_ci"
      })
  void aCollationWithoutATableHasNoFolding(String collation) {
    assertThat(CollationFolding.of(collation)).isEmpty();
  }

  private static String fold(String collation, String text) {
    return CollationFolding.of(collation).orElseThrow().fold(text);
  }
}
