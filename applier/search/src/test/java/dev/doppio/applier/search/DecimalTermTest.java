package dev.doppio.applier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DecimalTermTest {
  @Test
  void termsSortAsTheNumbersDo() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("DecimalTermTest -Dseed=" + seed);
    Random random = new Random(seed);
    List<BigDecimal> numbers = new ArrayList<>();
    for (String edge :
        List.of(
            "0",
            "1",
            "-1",
            "10",
            "-10",
            "9",
            "99",
            "100",
            "0.1",
            "-0.1",
            "0.01",
            "1.5",
            "-1.5",
            "18446744073709551615",
            "9223372036854775808",
            "-9223372036854775808",
            "1e30",
            "-1e-30")) {
      numbers.add(new BigDecimal(edge));
    }
    for (int i = 0; i < 300; i++) {
      numbers.add(
          new BigDecimal(new BigInteger(random.nextInt(216), random), random.nextInt(40) - 5)
              .multiply(BigDecimal.valueOf(random.nextBoolean() ? 1 : -1)));
    }
    for (BigDecimal one : numbers) {
      for (BigDecimal other : numbers) {
        assertThat(Integer.signum(DecimalTerm.of(one).compareTo(DecimalTerm.of(other))))
            .as("%s and %s", one, other)
            .isEqualTo(one.compareTo(other));
      }
    }
  }

  @Test
  void equalNumbersOfDifferentScaleAreOneTerm() {
    assertThat(DecimalTerm.of(new BigDecimal("1.50000")))
        .isEqualTo(DecimalTerm.of(new BigDecimal("1.5")));
    assertThat(DecimalTerm.of(new BigDecimal("0.000"))).isEqualTo(DecimalTerm.of(BigDecimal.ZERO));
  }

  @Test
  void aNumberThatNoTermHoldsIsRefused() {
    assertThatThrownBy(() -> DecimalTerm.of(new BigDecimal("1e2000000000")))
        .isInstanceOf(NumberFormatException.class);
  }
}
