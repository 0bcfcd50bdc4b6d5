package dev.doppio.hazards;

import dev.doppio.schemas.failure.CrashPoint;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A daemon of the flow dies at each named place of its code; a place that is never reached fails.
 * The places of a takeover are {@link MastershipMovedIT}'s.
 */
@Tag("hazard")
final class CrashPointIT {
  private static final int LATEST = 20;
  private final Random random = new Random(Long.getLong("seed", System.nanoTime()));

  @ParameterizedTest
  @EnumSource(names = {"WRITER_COMMITTED", "APPLIER_CHECKPOINT_WRITTEN"})
  void nothingIsLostDoubledOrTornWhereMemoryAndLogDisagreeMost(CrashPoint point) throws Exception {
    nothingIsLostDoubledOrTornWhenTheProcessDiesThere(point);
  }

  @Tag("all-cases")
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ProcessFaults.OF_THE_FLOW)
  void nothingIsLostDoubledOrTornWhenTheProcessDiesThere(CrashPoint point) throws Exception {
    int times = point == CrashPoint.WRITER_OPENED ? 1 : 1 + random.nextInt(LATEST);
    SharedFlow.survives(ProcessFaults.crash(point, times));
  }
}
