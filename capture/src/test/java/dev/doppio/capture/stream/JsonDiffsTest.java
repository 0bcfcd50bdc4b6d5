package dev.doppio.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A partial update makes of the document before what MySQL makes of it. */
final class JsonDiffsTest {
  private static final Object DOCUMENT =
      Map.of(
          "a", List.of(1L, 2L, Map.of("x", "deep")), "key", "v", "b c", 3L, "quo\"te\\", Map.of());

  private static byte[] diff(int operation, String path, Object... value) {
    byte[] name = StoredJson.bytes(path);
    byte[] head = StoredJson.join(new byte[] {(byte) operation, (byte) name.length}, name);
    if (value.length == 0) {
      return head;
    }
    byte[] stored = StoredJson.of(value[0]);
    byte[] length = StoredJson.join(new byte[] {(byte) 0xfd}, StoredJson.number(stored.length, 3));
    return StoredJson.join(head, StoredJson.join(length, stored));
  }

  private static byte[] replace(String path, Object value) {
    return diff(0, path, value);
  }

  private static byte[] insert(String path, Object value) {
    return diff(1, path, value);
  }

  private static byte[] remove(String path) {
    return diff(2, path);
  }

  private static String after(Object document, byte[]... diffs) throws IOException {
    byte[] all = {};
    for (byte[] diff : diffs) {
      all = StoredJson.join(all, diff);
    }
    return JsonText.of(JsonDiffs.apply(StoredJson.of(document), all));
  }

  @Test
  void membersAndElementsAreReplacedInsertedAndRemovedOneAfterTheOther() throws Exception {
    assertThat(
            after(
                DOCUMENT,
                replace("$.key", List.of("new")),
                insert("$.\"b d\"", 4L),
                remove("$.\"b c\""),
                replace("$.a[2].x", 7L),
                insert("$.a[1]", "between"),
                insert("$.a[99]", "end"),
                remove("$.a[0]"),
                insert("$.\"quo\\\"te\\\\\".inner", Map.of("k", 5L))))
        .isEqualTo(
            "{\"a\": [\"between\", 2, {\"x\": 7}, \"end\"], \"b d\": 4, \"key\": [\"new\"],"
                + " \"quo\\\"te\\\\\": {\"inner\": {\"k\": 5}}}");
  }

  @Test
  void placesFromTheEndCountBackwards() throws Exception {
    List<Object> array = List.of(1L, 2L, 3L);
    assertThat(after(array, replace("$[last]", 9L), remove("$[last-2]"))).isEqualTo("[2, 9]");
    assertThat(after(array, insert("$[last]", 9L))).isEqualTo("[1, 2, 9, 3]");
    assertThat(after(array, insert("$[last-7]", 9L))).isEqualTo("[9, 1, 2, 3]");
  }

  @Test
  void keysStandInMySqlsOrderTheShorterFirst() throws Exception {
    assertThat(
            after(
                Map.of("b", 1L, "ccc", 2L),
                insert("$.zz", 3L),
                insert("$.a", 4L),
                insert("$.\"ä\"", 5L)))
        .isEqualTo("{\"a\": 4, \"b\": 1, \"zz\": 3, \"ä\": 5, \"ccc\": 2}");
  }

  @Test
  void documentsThatGrowBeyondOffsetsOfTwoBytesAndShrinkAgainStayWhole() throws Exception {
    String large = "x".repeat(70_000);
    String grown =
        after(Map.of("a", 1L, "in", Map.of("k", 2L)), replace("$.in.k", large), insert("$.b", 3L));
    assertThat(grown).isEqualTo("{\"a\": 1, \"b\": 3, \"in\": {\"k\": \"" + large + "\"}}");
    assertThat(after(List.of(List.of(large), 5L), replace("$[0]", 4L))).isEqualTo("[4, 5]");
    byte[] small = JsonDiffs.apply(StoredJson.of(List.of(List.of(large), 5L)), remove("$[0]"));
    assertThat(small[0]).as("type of an array with offsets of two bytes").isEqualTo((byte) 2);
  }

  @Test
  void aDocumentWithoutDiffsStaysAsItIs() throws Exception {
    assertThat(after(DOCUMENT)).isEqualTo(JsonText.of(StoredJson.of(DOCUMENT)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"$.none", "$.key.x", "$.a[7]", "$.a.x", "$[0]", "$", "$.a[*]", "$**.x", "a", "$."})
  void aPlaceThatIsNotThereIsAnErrorAndNotPassedOver(String path) {
    assertThatThrownBy(() -> after(DOCUMENT, remove(path))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> after(DOCUMENT, replace(path, 1L))).isInstanceOf(IOException.class);
  }

  @Test
  void aMemberThatIsThereIsNotInsertedAgain() {
    assertThatThrownBy(() -> after(DOCUMENT, insert("$.key", 1L))).hasMessageContaining("$.key");
    assertThatThrownBy(() -> after(DOCUMENT, insert("$.key[0]", 1L)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void bytesThatAreNoDocumentAreAnError() {
    byte[] document = StoredJson.of(DOCUMENT);
    byte[] cut = java.util.Arrays.copyOf(document, document.length / 2);
    assertThatThrownBy(() -> JsonDiffs.apply(cut, remove("$.key"))).isInstanceOf(IOException.class);
  }
}
