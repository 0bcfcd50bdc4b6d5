package dev.doppio.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.doppio.bench.arm.Measurement;
import dev.doppio.bench.process.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SpreadTest {
  @Test
  void theMedianIsTheOneInTheMiddle() {
    assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(4, 1, 9));
    assertThat(Spread.of(List.of(9.0, 1.0, 4.0, 2.0))).isEqualTo(new Spread(3, 1, 9));
    assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7));
  }

  @Test
  void ofNothingThereIsNoMedian() {
    assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
  }

  @Test
  void aRatioComparesRunsOfOneRound() {
    // The machine was slower in the second round, for both.
    List<Measurement> one = List.of(run(400), run(100), run(300));
    List<Measurement> other = List.of(run(100), run(20), run(100));

    Ratio ratio = Ratio.of("one / other", one, other, Measurement::rowsPerSecond);

    assertThat(ratio.value()).isEqualTo(new Spread(4, 3, 5));
  }

  @Test
  void armsThatDidNotRunTogetherAreNotCompared() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Ratio.of(
                    "x", List.of(run(1)), List.of(run(1), run(2)), Measurement::rowsPerSecond));
  }

  private static Measurement run(long rows) {
    Window.Usage usage = new Window.Usage(Instant.EPOCH, 1.0, Map.of());
    return new Measurement(rows, usage, 0, Optional.empty(), Map.of());
  }
}
