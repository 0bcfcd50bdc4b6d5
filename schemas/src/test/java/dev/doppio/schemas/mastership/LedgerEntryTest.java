package dev.doppio.schemas.mastership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry.Candidate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerEntryTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123456Z");
  private static final Candidate A = candidate("a");
  private static final Candidate B = candidate("b");
  private static final PartitionId PARTITION = new PartitionId("shop", 3);
  private final LedgerEntry first = LedgerEntry.of(Generation.first(), A, NOON);
  private final LedgerCodec codec = new LedgerCodec();

  private static Candidate candidate(String node) {
    return new Candidate(new Origin("dc1", node), "doppio-dc1-" + node, "process of " + node);
  }

  @Test
  void everyProducerSinceTheLastOpeningStaysNamedTheLastOwnersLast() {
    LedgerEntry second = first.takenBy(B, new Generation(2), NOON);
    LedgerEntry third = second.takenBy(A, new Generation(3), NOON);
    assertThat(second.transactionalIds()).containsExactly("doppio-dc1-a", "doppio-dc1-b");
    assertThat(third.transactionalIds()).containsExactly("doppio-dc1-b", "doppio-dc1-a");
    assertThat(third.opened().transactionalIds()).containsExactly("doppio-dc1-a");
  }

  @Test
  void aReleasedPartitionKeepsItsGenerationAndItsProducers() {
    LedgerEntry released = first.released("an operator", NOON);
    assertThat(released.owner()).isEmpty();
    assertThat(released.generation()).isEqualTo(first.generation());
    assertThat(released.transactionalIds()).isEqualTo(first.transactionalIds());
    assertThat(released.isOf(A.origin())).isFalse();
  }

  @Test
  void whoReleasedAPartitionIsTold() {
    LedgerEntry second = first.takenBy(B, new Generation(2), NOON);
    LedgerEntry released = second.released("an operator", NOON);
    assertThat(released.isReleasedBy(B)).isTrue();
    assertThat(released.isReleasedBy(A)).isFalse();
    assertThat(second.isReleasedBy(B)).isFalse();
  }

  @Test
  void generationsOnlyRise() {
    assertThatThrownBy(() -> first.takenBy(B, Generation.first(), NOON))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysReadBack() {
    PartitionId odd = new PartitionId("a/b", 12);
    assertThat(codec.decodeKey(codec.key(odd))).isEqualTo(odd);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "shop", "/1", "shop/", "shop/x", "shop/-1"})
  void whatIsNoKeyIsRefused(String key) {
    assertThatThrownBy(() -> codec.decodeKey(key.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_REFUSED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "{\"format\":2,\"generation\":1,\"owner\":null,\"incarnation\":\"\","
            + "\"transactionalIds\":[\"a\"],\"since\":\"2026-01-02T12:00:00Z\"}",
        "{\"format\":1,\"generation\":\"1\",\"owner\":null,\"incarnation\":\"\","
            + "\"transactionalIds\":[\"a\"],\"since\":\"2026-01-02T12:00:00Z\"}",
        "{\"format\":1,\"generation\":1,\"owner\":\"a\",\"incarnation\":\"\","
            + "\"transactionalIds\":[\"a\"],\"since\":\"2026-01-02T12:00:00Z\"}",
        "{\"format\":1,\"generation\":1,\"owner\":null,\"incarnation\":\"\","
            + "\"transactionalIds\":[],\"since\":\"2026-01-02T12:00:00Z\"}",
        "{\"format\":1,\"generation\":1,\"owner\":null,\"incarnation\":\"\","
            + "\"transactionalIds\":[7],\"since\":\"2026-01-02T12:00:00Z\"}",
        "{\"format\":1,\"generation\":1,\"owner\":null,\"incarnation\":\"\","
            + "\"transactionalIds\":[\"a\"],\"since\":\"noon\"}"
      })
  void whatIsNoEntryOfThisFormatIsRefused(String json) {
    assertThatThrownBy(() -> codec.decode(PARTITION, json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_REFUSED))
        .hasMessageContaining("shop/3");
  }
}
