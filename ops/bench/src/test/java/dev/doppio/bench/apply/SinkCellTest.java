package dev.doppio.bench.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class SinkCellTest {
  private static final String HEADER =
      "tasks.max,batch.size,max.poll.records,use.reduction.buffer\n";

  @Test
  void theCommittedGridBeginsWithWhatIsStock() {
    assertThat(SinkCell.grid())
        .hasSizeGreaterThan(4)
        .doesNotHaveDuplicates()
        .startsWith(new SinkCell(1, 500, 500, false));
  }

  @Test
  void aCellIsShownByTheSettingsOwnNames() {
    assertThat(SinkCell.parse("# words\n" + HEADER + "4,1000,2000,true\n"))
        .singleElement()
        .hasToString("tasks.max=4 batch.size=1000 max.poll.records=2000 use.reduction.buffer=true");
  }

  @Test
  void aGridWithOtherColumnsIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> SinkCell.parse("a,b\n1,2\n"));
  }

  @Test
  void aSinkWithoutTasksIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SinkCell.parse(HEADER + "0,1000,1000,false\n"));
  }
}
