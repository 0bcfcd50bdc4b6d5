package dev.doppio.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RoundsTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  @Test
  void beforeTheFirstIsCompleteNothingIsKnown() {
    Rounds rounds = Rounds.NONE.with(new Figures(10, 1, 0, 0));

    assertThat(rounds.differences()).isNaN();
    assertThat(rounds.unsettled()).isNaN();
    assertThat(rounds.ageSeconds(NOON)).isNaN();
    assertThat(rounds.compared()).isEqualTo(11);
  }

  @Test
  void theLastCompleteOneCountsUntilTheNextIs() {
    Rounds first = Rounds.NONE.with(new Figures(10, 3, 2, 1)).completed(NOON);
    Rounds second = first.with(new Figures(5, 0, 0, 0));

    assertThat(second.differences()).isEqualTo(1);
    assertThat(second.unsettled()).isEqualTo(1);
    assertThat(second.ageSeconds(NOON.plusSeconds(60))).isEqualTo(60);
    assertThat(second.compared()).isEqualTo(18);
    assertThat(second.completed(NOON).differences()).isZero();
  }

  @Test
  void oneThatFailsLeavesTheLastAndSaysWhy() {
    Rounds rounds =
        Rounds.NONE
            .with(new Figures(10, 1, 0, 0))
            .completed(NOON)
            .with(new Figures(4, 0, 0, 0))
            .failed("the source is gone");

    assertThat(rounds.failure()).contains("the source is gone");
    assertThat(rounds.differences()).isEqualTo(1);
    assertThat(rounds.compared()).isEqualTo(15);
    assertThat(rounds.with(Figures.NONE).completed(NOON).failure()).isEmpty();
  }
}
