package dev.doppio.schemas.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationTest {
  @Test
  void aTakeoverInsideTheDatacenterAddsOne() {
    assertThat(Generation.first().next()).isEqualTo(new Generation(2));
    assertThat(new Generation(1024).next()).isEqualTo(new Generation(1025));
  }

  @ParameterizedTest
  @CsvSource({"1, 1024", "1023, 1024", "1024, 2048", "1500, 2048", "1047551, 1047552"})
  void aTakeoverAfterALostDatacenterGoesToTheNextMultipleOf1024(int before, int after) {
    assertThat(new Generation(before).afterLostDatacenter()).isEqualTo(new Generation(after));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1000, 1024, 3000})
  void whateverTheLostSideGivesOutByItselfStaysBelow(int start) {
    Generation taken = new Generation(start).afterLostDatacenter();
    Generation lost = new Generation(start);
    int moves = 0;
    while (moves < 2000 && (lost.number() + 1) % 1024 != 0) {
      lost = lost.next();
      moves++;
    }
    Generation last = lost;
    assertThat(last).isLessThan(taken);
    assertThatThrownBy(last::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("--lost-datacenter");
  }

  @Test
  void twentyBitsAreItsBounds() {
    assertThatThrownBy(() -> new Generation(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Generation(Scn.MAX_GENERATION).afterLostDatacenter())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1048576");
  }

  @Test
  void itOpensAtSequenceZero() {
    assertThat(new Generation(7).opening()).isEqualTo(new Scn(7, 0));
    assertThat(Generation.of(new Scn(7, 12))).isEqualTo(new Generation(7));
  }
}
