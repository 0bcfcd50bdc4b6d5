package dev.doppio.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.PartitionStats;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ArrivalDutyTest {
  private final List<PartitionStats> stats = new ArrayList<>();
  private final List<String> arrivals = new ArrayList<>();
  private final ArrivalDuty duty = new ArrivalDuty(() -> stats, 2, () -> arrivals.add("there"));

  @Test
  void whatWasTheEndWhenItWasFirstSeenIsWaitedForAndNothingLater() {
    assertThat(arrivalsWith(partition(0, 3, 9), partition(1, 5, 5))).isZero();
    assertThat(arrivalsWith(partition(0, 8, 20), partition(1, 5, 6))).isZero();
    assertThat(arrivalsWith(partition(0, 9, 30), partition(1, 6, 6))).isEqualTo(1);
    assertThat(arrivalsWith(partition(0, 30, 30), partition(1, 6, 6))).isEqualTo(1);
  }

  @Test
  void aPartitionOfWhichNothingIsKnownIsWaitedFor() {
    assertThat(arrivalsWith(partition(0, 9, 9))).isZero();
    assertThat(arrivalsWith(partition(0, 9, 9), partition(1, -1, -1))).isZero();
    assertThat(arrivalsWith(partition(0, 9, 9), partition(1, -1, 0))).isZero();
    assertThat(arrivalsWith(partition(0, 9, 9), partition(1, 0, 0))).isEqualTo(1);
  }

  private int arrivalsWith(PartitionStats... now) {
    stats.clear();
    stats.addAll(List.of(now));
    duty.step();
    return arrivals.size();
  }

  /** Sequences; -1 for what is not known. */
  private static PartitionStats partition(int number, long at, long end) {
    PartitionId id = new PartitionId("shop", number);
    LogId log = new LogId(new UUID(0, 1));
    return new PartitionStats(
        id,
        PartitionStats.State.RUNNING,
        Optional.of(at)
            .filter(known -> known >= 0)
            .map(known -> new Checkpoint(log, "dc1", id, new Scn(1, known), known)),
        Optional.empty(),
        Optional.of(end)
            .filter(known -> known >= 0)
            .map(
                known ->
                    new PartitionStats.LogEnd(
                        known, new Scn(1, known), known, Optional.empty(), Instant.EPOCH)),
        OptionalLong.empty(),
        Optional.empty(),
        0,
        new PartitionStats.Counts(0, 0, 0, 0, 0, 0, 0, 0),
        Optional.empty());
  }
}
