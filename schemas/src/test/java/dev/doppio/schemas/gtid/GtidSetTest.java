package dev.doppio.schemas.gtid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GtidSetTest {
  private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final String B = "aaaaaaaa-71ca-11e1-9e33-c80aa9429562";

  @Test
  void holesAreKept() {
    GtidSet set = GtidSet.parse(A + ":1-7:9-10");
    assertThat(set).hasToString(A + ":1-7:9-10");
    assertThat(set.contains(new Gtid(A, 8))).isFalse();
    assertThat(set).isNotEqualTo(GtidSet.parse(A + ":1-10"));
    assertThat(set.with(new Gtid(A, 8))).isEqualTo(GtidSet.parse(A + ":1-10"));
    assertThat(set.size()).isEqualTo(9);
  }

  @Test
  void neighboursAndOverlapsMelt() {
    assertThat(GtidSet.parse(A + ":5-6:1-2:3:2-4")).hasToString(A + ":1-6");
  }

  @Test
  void aTagIsASourceOfItsOwn() {
    GtidSet set = GtidSet.parse(A + ":1-3:archive:1:5-6,\n" + B.toUpperCase() + ":7");
    assertThat(set.contains(new Gtid(A, 2))).isTrue();
    assertThat(set.contains(Gtid.parse(A + ":archive:2"))).isFalse();
    assertThat(set.contains(Gtid.parse(A + ":archive:5"))).isTrue();
    assertThat(set.contains(Gtid.parse(B + ":7"))).isTrue();
    assertThat(set).hasToString(A + ":1-3," + A + ":archive:1:5-6," + B + ":7");
    assertThat(GtidSet.parse(set.toString())).isEqualTo(set);
  }

  @Test
  void whatOneSetHasAndTheOtherLacksIsTold() {
    GtidSet more = GtidSet.parse(A + ":1-10," + B + ":1-5");
    GtidSet less = GtidSet.parse(A + ":2-3:7");
    assertThat(more.contains(less)).isTrue();
    assertThat(less.contains(more)).isFalse();
    assertThat(more.minus(less)).hasToString(A + ":1:4-6:8-10," + B + ":1-5");
    assertThat(less.minus(more).isEmpty()).isTrue();
    assertThat(less.with(more)).isEqualTo(more);
  }

  @Test
  void theEmptySetReadsAndPrintsAsNothing() {
    assertThat(GtidSet.parse("")).isEqualTo(GtidSet.empty()).hasToString("");
    assertThat(GtidSet.parse(" \n").isEmpty()).isTrue();
    assertThat(GtidSet.parse(A + ":1").contains(GtidSet.empty())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        A,
        A + ":",
        A + ":0",
        A + ":5-4",
        A + ":1-",
        A + ":tag",
        A + ":1:tag1",
        A + ":1,",
        A + ":9tag:1",
        A + ":t-g:1",
        "3e11fa47:1"
      })
  void textThatWouldLoseTransactionsIsRefused(String text) {
    assertThatThrownBy(() -> GtidSet.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void setsBehaveLikeSets() {
    long seed = Long.getLong("seed", new Random().nextLong());
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      TreeSet<Integer> left = numbers(random);
      TreeSet<Integer> right = numbers(random);
      GtidSet union = set(left).with(set(right));
      GtidSet rest = set(left).minus(set(right));
      TreeSet<Integer> sum = new TreeSet<>(left);
      sum.addAll(right);
      TreeSet<Integer> difference = new TreeSet<>(left);
      difference.removeAll(right);
      assertThat(union).as("-Dseed=" + seed).isEqualTo(set(sum));
      assertThat(rest).as("-Dseed=" + seed).isEqualTo(set(difference));
      assertThat(set(left).contains(set(right))).isEqualTo(left.containsAll(right));
      assertThat(union.size()).isEqualTo(sum.size());
      assertThat(GtidSet.parse(union.toString())).isEqualTo(union);
    }
  }

  private static TreeSet<Integer> numbers(Random random) {
    TreeSet<Integer> numbers = new TreeSet<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      numbers.add(1 + random.nextInt(30));
    }
    return numbers;
  }

  private static GtidSet set(TreeSet<Integer> numbers) {
    GtidSet set = GtidSet.empty();
    for (int number : numbers) {
      set = set.with(new Gtid(A, number));
    }
    return set;
  }
}
