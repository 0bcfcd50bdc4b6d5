package dev.doppio.schemas.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SnapshotCodecTest {
  private static final SnapshotRequest REQUEST =
      new SnapshotRequest(
          "7",
          new TableName("shop", "a.b`c"),
          Set.of(3, 1),
          List.of("10"),
          List.of("20", "é"),
          Optional.of("replica:3306"));

  private final SnapshotCodec codec = new SnapshotCodec();

  @Test
  void requestsAndProgressComeBackAsTheyWere() {
    TableSnapshot snapshot =
        TableSnapshot.of(REQUEST, Instant.parse("2026-01-02T03:04:05.000006Z"))
            .advanced(List.of("3130", ""), 7, 9, Instant.parse("2026-01-02T03:04:06Z"));
    assertThat(codec.request(codec.encode(REQUEST))).isEqualTo(REQUEST);
    assertThat(codec.snapshot(codec.encode(snapshot))).isEqualTo(snapshot);
    SnapshotRequest whole = SnapshotRequest.whole("a", REQUEST.table());
    assertThat(codec.request(codec.encode(whole))).isEqualTo(whole);
  }

  @Test
  void theFormIsTheOneOfTheContract() {
    String text =
        "{\"format\":1,\"id\":\"7\",\"database\":\"shop\",\"table\":\"a.b`c\",\"partitions\":[1,3],"
            + "\"fromKey\":[\"10\"],\"toKey\":[\"20\",\"é\"],\"server\":\"replica:3306\"}";
    assertThat(new String(codec.encode(REQUEST), StandardCharsets.UTF_8)).isEqualTo(text);
  }

  @Test
  void anotherFormatAndWhatDoesNotReadAreRefused() {
    for (String bad : List.of("{\"format\":2}", "{\"format\":1}", "nonsense", "")) {
      assertThatThrownBy(() -> codec.request(bad.getBytes(StandardCharsets.UTF_8)))
          .as(bad)
          .isInstanceOf(DoppioException.class)
          .hasMessageContaining("can't be used");
    }
  }
}
