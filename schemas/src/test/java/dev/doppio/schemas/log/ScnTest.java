package dev.doppio.schemas.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScnTest {
  @Test
  void aRunFollowsTheOneBeforeItInItsGenerationOnly() {
    Scn scn = new Scn(3, 101);
    assertThat(scn.next()).isEqualTo(new Scn(3, 102));
    assertThat(scn.next().follows(scn)).isTrue();
    assertThat(scn.follows(scn)).isFalse();
    assertThat(new Scn(3, 103).follows(scn)).isFalse();
    assertThat(new Scn(4, 102).follows(scn)).isFalse();
  }

  @Test
  void thePackedFormSortsLikeTheScn() {
    List<Scn> ascending =
        List.of(
            Scn.opening(1),
            new Scn(1, 1),
            new Scn(1, Scn.MAX_SEQUENCE),
            Scn.opening(2),
            new Scn(1024, 5),
            new Scn(Scn.MAX_GENERATION, 0),
            new Scn(Scn.MAX_GENERATION, Scn.MAX_SEQUENCE));
    List<Long> packed = ascending.stream().map(Scn::packed).toList();
    assertThat(packed).isSorted().doesNotHaveDuplicates().allMatch(p -> p > 0);
    assertThat(packed.stream().map(Scn::unpack)).containsExactlyElementsOf(ascending);
    assertThat(Stream.of(ascending.get(6), ascending.get(0)).sorted())
        .first()
        .isEqualTo(Scn.opening(1));
  }

  @Test
  void textReadsBack() {
    assertThat(new Scn(3, 101)).hasToString("3:101");
    assertThat(Scn.parse("3:101")).isEqualTo(new Scn(3, 101));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "3", ":1", "3:", "0:1", "1048576:0", "1:-1", "1:8796093022208", "a:b"})
  void whatIsNoScnIsRefused(String text) {
    assertThatThrownBy(() -> Scn.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
