package dev.doppio.cli.skip;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.desk.Operator;
import dev.doppio.cli.desk.TargetDesk;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.Skip;
import dev.doppio.logreader.SkipSearch;
import dev.doppio.logreader.Skips;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.function.Function;

/**
 * Skips one thing in one partition of a target.
 *
 * @param settings the applier's
 * @param partition which has stopped
 * @param reason is recorded
 */
public record Skipping(ApplySettings settings, PartitionId partition, String reason) {
  /**
   * The run right after the checkpoint.
   *
   * @return what was done, for the operator
   * @throws DoppioException why nothing was
   */
  public String run(Scn scn) {
    return skip(search -> search.run(scn));
  }

  /** A record that is none of the log's; otherwise as {@link #run}. */
  public String record(long offset) {
    return skip(search -> search.foreign(offset));
  }

  private String skip(Function<SkipSearch, Skip> what) {
    try (Skips target = TargetDesk.of(settings).skips()) {
      Checkpoint at = target.look(partition).orElseThrow(this::untouched);
      Skip skip = find(at, what);
      target.skip(skip, Operator.name(), reason);
      return "skipped "
          + skip.describe()
          + "; "
          + partition
          + " stood at "
          + skip.at().scn()
          + " and goes on behind it when its applier is started again";
    }
  }

  private Skip find(Checkpoint at, Function<SkipSearch, Skip> what) {
    try (KafkaLog log = new KafkaLog(settings.log());
        LogSource source = log.open()) {
      return what.apply(new SkipSearch(source, at));
    }
  }

  private DoppioException untouched() {
    return new DoppioException(
        FailureKind.TARGET_REFUSED,
        "nothing of "
            + partition
            + " was ever applied at "
            + settings.target().address()
            + " from "
            + settings.datacenter()
            + ", so there is nothing to skip: check --database, --partition and log.origin");
  }
}
