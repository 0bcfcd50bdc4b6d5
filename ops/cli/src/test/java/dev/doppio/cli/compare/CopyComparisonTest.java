package dev.doppio.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What differs in a copy of documents is found, and nothing else. */
final class CopyComparisonTest {
  private static final Map<String, Document> SOURCE =
      Map.of(
          "note/1", note(1, "body", "one", "at", "2026-01-02 03:04:05.120"),
          "note/2", note(2, "body", "two", "at", "2026-01-02 03:04:05"));

  @Test
  void aMomentIsTheSameWithAnyNumberOfDigits() {
    Report report =
        compare(
            note(1, "body", "one", "at", "2026-01-02 03:04:05.120000"),
            note(2, "body", "two", "at", "2026-01-02 03:04:05.000000"));
    assertThat(report.isEqual()).isTrue();
    assertThat(report.rows()).isEqualTo(2);
  }

  @Test
  void whatIsMissingTooMuchTwiceOrOtherIsTold() {
    Report report =
        compare(
            note(2, "body", "two!", "at", "2026-01-02 03:04:05.000001"),
            note(3, "body", "three"),
            note(3, "body", "three"));
    assertThat(report.examples())
        .extracting(Difference::toString)
        .containsExactly(
            "shop.note note/3: is there twice",
            "shop.note note/1: missing in the copy",
            "shop.note note/2: differs in at, body",
            "shop.note note/3: only in the copy");
    assertThat(report.differing()).isEqualTo(4);
  }

  @Test
  void aColumnThatIsNullOnOneSideDiffers() {
    assertThat(compare(SOURCE.get("note/1"), note(2, "body", "two")).examples())
        .extracting(Difference::what)
        .containsExactly("differs in at");
  }

  private static Report compare(Document... copy) {
    return CopyComparison.compare("shop.note", SOURCE, to -> List.of(copy).forEach(to));
  }

  private static Document note(int id, String... columns) {
    Map<String, String> values =
        columns.length == 2
            ? Map.of(columns[0], columns[1])
            : Map.of(columns[0], columns[1], columns[2], columns[3]);
    return new Document("note/" + id, values);
  }
}
