package dev.doppio.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MergeTest {
  private final List<HexRow> source =
      List.of(row("a", "one"), row("b", "two"), row("c", "three"), row("d", "four"));

  @Test
  void equalSidesAreEqualAndCounted() {
    Report report = compare(source, source);

    assertThat(report.isEqual()).isTrue();
    assertThat(report.rows()).isEqualTo(4);
    assertThat(report.bytes()).isEqualTo(4 + 3 + 3 + 5 + 4);
    assertThat(report.tables()).isEqualTo(1);
  }

  @Test
  void nothingComparedIsNotEqual() {
    assertThat(compare(List.of(), List.of()).isEqual()).isFalse();
  }

  @Test
  void oneFlippedByteIsFoundWithItsKeyAndColumn() {
    List<HexRow> replica = new ArrayList<>(source);
    replica.set(2, row("c", "thrfe"));

    Report report = compare(source, replica);

    assertThat(report.isEqual()).isFalse();
    assertThat(report.examples()).containsExactly(new Difference("t", "c", "differs in body"));
  }

  @Test
  void nullIsNotEmpty() {
    List<HexRow> left = List.of(new HexRow(List.of("61"), List.of("61", HexRow.NULL)));
    List<HexRow> right = List.of(new HexRow(List.of("61"), List.of("61", "")));

    assertThat(compare(left, right).differing()).isEqualTo(1);
    assertThat(compare(left, left).isEqual()).isTrue();
  }

  @Test
  void missingAndExtraRowsAreFoundAtTheBeginInTheMiddleAndAtTheEnd() {
    for (int i = 0; i < source.size(); i++) {
      List<HexRow> without = new ArrayList<>(source);
      HexRow gone = without.remove(i);

      assertThat(compare(source, without).examples())
          .containsExactly(new Difference("t", gone.readableKey(), "missing in the replica"));
      assertThat(compare(without, source).examples())
          .containsExactly(new Difference("t", gone.readableKey(), "only in the replica"));
    }
    assertThat(compare(source, List.of()).differing()).isEqualTo(4);
  }

  @Test
  void allDifferencesAreCountedAndTheFirstAreShown() {
    List<HexRow> many = new ArrayList<>();
    for (char c = 'a'; c <= 'z'; c++) {
      many.add(row(String.valueOf(c), "x"));
    }

    Report report = compare(many, List.of());

    assertThat(report.differing()).isEqualTo(26);
    assertThat(report.examples()).hasSize(10).extracting(Difference::key).contains("a", "j");
  }

  @Test
  void keysOfSeveralColumnsSortColumnByColumn() {
    HexRow first = new HexRow(List.of("61", "10"), List.of("61", "10"));
    HexRow second = new HexRow(List.of("61", "9"), List.of("61", "9"));
    HexRow third = new HexRow(List.of("62", "1"), List.of("62", "1"));

    assertThat(List.of(third, second, first).stream().sorted())
        .containsExactly(first, second, third);
  }

  @Test
  void aKeyThatIsNoTextIsShownAsHex() {
    assertThat(new HexRow(List.of("FF00"), List.of()).readableKey()).isEqualTo("xFF00");
    assertThat(new HexRow(List.of("6D31", "3432"), List.of()).readableKey()).isEqualTo("m1/42");
  }

  private static Report compare(List<HexRow> left, List<HexRow> right) {
    return new Merge("t", List.of("id", "body"), 10).compare(left.iterator(), right.iterator());
  }

  private static HexRow row(String key, String body) {
    return new HexRow(List.of(hex(key)), List.of(hex(key), hex(body)));
  }

  private static String hex(String text) {
    return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
