package dev.doppio.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How far a replay is, and how fast it may be. */
final class ProgressLineTest {
  private static final long SECOND = 1_000_000_000;

  private final List<String> lines = new ArrayList<>();
  private long now;

  @Test
  void aLineComesNowAndThenWithRateAndWhatIsLeft() {
    ProgressLine line = new ProgressLine(lines::add, lines::add, Duration.ofSeconds(1), () -> now);
    line.at(0, 0, 0);
    now += 2 * SECOND;
    line.at(500, 2_000, 700);
    line.at(501, 2_000, 701);
    now += 2 * SECOND;
    line.at(500, 2_000, 700);
    assertThat(lines)
        .containsExactly(
            "[######------------------]  25 %  500 of 2,000 transactions  700 changes  250"
                + " transactions/s  ETA 0:06",
            "[######------------------]  25 %  500 of 2,000 transactions  700 changes  0"
                + " transactions/s  ETA unknown");
  }

  @Test
  void aRateHoldsBackAndDoesNotMakeUpForWhatWasNot() {
    Pace pace = new Pace(100, () -> now);
    assertThat(pace.allows()).isTrue();
    pace.took(50);
    assertThat(pace.allows()).isFalse();
    now += SECOND / 2;
    assertThat(pace.allows()).isTrue();
    now += 60 * SECOND;
    pace.took(100);
    assertThat(pace.allows()).isFalse();
    now += SECOND;
    assertThat(pace.allows()).isTrue();
  }

  @Test
  void withoutARateNothingHoldsBack() {
    Pace pace = new Pace(Double.POSITIVE_INFINITY, () -> now);
    pace.took(Integer.MAX_VALUE);
    assertThat(pace.allows()).isTrue();
  }
}
