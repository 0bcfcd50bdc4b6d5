package dev.doppio.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.PartitionStats;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ReadinessTest {
  private static final PartitionStats KNOWN =
      MetersTest.partition(1, OptionalLong.of(12), Optional.of(Duration.ofSeconds(3)));

  @Test
  void anApplierWhosePartitionsRunIsReadyWhateverTheirLagAsLongAsItIsKnown() {
    assertThat(obstacles(true, KNOWN)).isEmpty();
  }

  @Test
  void anApplierIsNotReadyWhileTheLagOfOnePartitionIsUnknown() {
    assertThat(obstacles(true, KNOWN, MetersTest.unknownPartition()))
        .containsExactly("mailbox/0: lag is unknown");
  }

  @Test
  void oneThatStandsByIsReadyOnceTheGroupHasGivenOutItsPartitions() {
    assertThat(obstacles(true)).isEmpty();
    assertThat(obstacles(false)).hasSize(1);
  }

  private static List<String> obstacles(boolean joined, PartitionStats... partitions) {
    return ApplierPipeline.obstacles(Optional.empty(), joined, List.of(partitions));
  }
}
