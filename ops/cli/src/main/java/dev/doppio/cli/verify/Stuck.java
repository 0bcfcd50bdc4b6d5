package dev.doppio.cli.verify;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why a comparison does not go on, in words. */
final class Stuck {
  private Stuck() {}

  /**
   * @param patience was waited
   * @param lacking transactions that the log does not have
   * @param need runs that the replica has to have applied; empty while the log is not there
   * @param applied what it has
   */
  static DoppioException at(
      Duration patience,
      GtidSet lacking,
      Optional<Map<PartitionId, Scn>> need,
      Map<PartitionId, Scn> applied) {
    if (need.isEmpty()) {
      return new DoppioException(
          FailureKind.REFUSED_IN_FLOW,
          "what the source has committed did not come into the log in "
              + patience.toSeconds()
              + " s"
              + (lacking.isEmpty() ? "" : " (transactions " + lacking + ")")
              + ": see whether the sidecar runs, then begin again; with --resume it goes on");
    }
    List<String> behind = new ArrayList<>();
    need.get()
        .forEach(
            (partition, run) -> {
              Optional<Scn> at = Optional.ofNullable(applied.get(partition));
              if (at.filter(scn -> !scn.isBefore(run)).isEmpty()) {
                behind.add(
                    partition
                        + " stands at "
                        + at.map(Scn::toString).orElse("its start")
                        + " and not at "
                        + run);
              }
            });
    return new DoppioException(
        FailureKind.REFUSED_IN_FLOW,
        "the replica did not apply in "
            + patience.toSeconds()
            + " s what the log has ("
            + String.join("; ", behind)
            + "): see whether the applier runs and why these partitions stand, then begin again;"
            + " with --resume it goes on");
  }
}
