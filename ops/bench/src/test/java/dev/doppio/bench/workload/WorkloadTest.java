package dev.doppio.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkloadTest {
  @Test
  void isReadAsItIsWritten() {
    Workload workload = Workload.parse("100x870x200000");

    assertThat(workload).isEqualTo(new Workload(100, 870, 200_000));
    assertThat(workload.transactions()).isEqualTo(2_000);
    assertThat(workload).hasToString("100x870x200000");
    assertThat(workload.describe()).isEqualTo("200,000 documents of 870 bytes, 100 a transaction");
  }

  @Test
  void severalStandInOneLine() {
    assertThat(Workload.parseAll("1x870x5, 10x200x30"))
        .containsExactly(new Workload(1, 870, 5), new Workload(10, 200, 30));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "870", "1x870", "1x870x", "ax1x1", "1x870x10x2", "-1x870x10", "1x870x1e5"})
  void whatIsNoneIsRefusedWithAnExample(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Workload.parse(text))
        .withMessageContaining("as 1x870x200000");
  }

  @Test
  void transactionsAreFull() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Workload.parse("100x870x150"))
        .withMessageContaining("150 rows do not fill transactions of 100");
  }

  @Test
  void aDocumentHasRoomForItsKey() {
    assertThatIllegalArgumentException().isThrownBy(() -> Workload.parse("1x10x100"));
    assertThatIllegalArgumentException().isThrownBy(() -> Workload.parse("0x870x100"));
    assertThatIllegalArgumentException().isThrownBy(() -> Workload.parse("1x870x0"));
  }
}
