package dev.doppio.schemas.partition;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Maps texts that a collation calls equal to equal texts, so that a key written in another case
 * does not change its partition. It may map others together too: that only puts their documents
 * into one partition.
 */
final class CollationFolding {
  /** Collation to table; the accent- or case-sensitive ones are finer than their table. */
  private static final Map<String, String> TABLES =
      Map.ofEntries(
          Map.entry("utf8mb4_0900_ai_ci", "0900"),
          Map.entry("utf8mb4_0900_as_ci", "0900"),
          Map.entry("utf8mb4_0900_as_cs", "0900"),
          Map.entry("utf8mb4_general_ci", "general"),
          Map.entry("utf8mb3_general_ci", "general"),
          Map.entry("utf8mb4_unicode_ci", "unicode"),
          Map.entry("utf8mb3_unicode_ci", "unicode"),
          Map.entry("utf8mb4_unicode_520_ci", "unicode_520"),
          Map.entry("utf8mb3_unicode_520_ci", "unicode_520"),
          Map.entry("latin1_swedish_ci", "latin1_swedish"),
          Map.entry("latin1_general_ci", "latin1_general"),
          Map.entry("ascii_general_ci", "ascii_general"));

  private final UnaryOperator<String> characters;
  private final boolean padSpace;

  private CollationFolding(UnaryOperator<String> characters, boolean padSpace) {
    this.characters = characters;
    this.padSpace = padSpace;
  }

  /** The folding of a collation, or empty where there is none. */
  static Optional<CollationFolding> of(String collation) {
    String name = collation.replaceFirst("^utf8_", "utf8mb3_");
    boolean padSpace = !name.startsWith("utf8mb4_0900_") && !name.equals("binary");
    if (name.equals("binary") || name.endsWith("_bin")) {
      return Optional.of(new CollationFolding(UnaryOperator.identity(), padSpace));
    }
    return Optional.ofNullable(TABLES.get(name))
        .map(table -> new CollationFolding(FoldingTable.of(table)::fold, padSpace));
  }

  /** The folded text. Trailing spaces go where the collation pads, after all else is folded. */
  String fold(String text) {
    String folded = characters.apply(text);
    return padSpace ? withoutTrailingSpaces(folded) : folded;
  }

  private static String withoutTrailingSpaces(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }
}
