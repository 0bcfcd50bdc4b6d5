package dev.doppio.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class ConnectCellTest {
  private static final String HEADER =
      "max.batch.size,max.queue.size,linger.ms,batch.size,compression.type\n";

  @Test
  void theCommittedGridBeginsWithWhatIsStock() {
    assertThat(ConnectCell.grid())
        .hasSizeGreaterThan(5)
        .doesNotHaveDuplicates()
        .startsWith(new ConnectCell(2048, 8192, 5, 16384, "none"));
  }

  @Test
  void aCellIsShownByTheSettingsOwnNames() {
    assertThat(ConnectCell.parse("# words\n" + HEADER + "8192,32768,20,262144,lz4\n"))
        .singleElement()
        .hasToString(
            "max.batch.size=8192 max.queue.size=32768 linger.ms=20 batch.size=262144"
                + " compression.type=lz4");
  }

  @Test
  void aGridWithOtherColumnsIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ConnectCell.parse("a,b\n1,2\n"));
  }

  @Test
  void aQueueShorterThanABatchIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectCell.parse(HEADER + "8192,8192,5,16384,none\n"));
  }
}
