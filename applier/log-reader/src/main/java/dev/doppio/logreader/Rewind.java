package dev.doppio.logreader;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A partition of a target is to apply runs again that it has applied before.
 *
 * @param partition the partition
 * @param to where it is to stand; empty to stand before the log's first opening
 * @param passed what lies between there and where it stands
 */
public record Rewind(PartitionId partition, Optional<Checkpoint> to, Passed passed) {
  public Rewind {
    Objects.requireNonNull(partition);
    Objects.requireNonNull(to);
    Objects.requireNonNull(passed);
  }

  /** A schema change, as every partition of its table brings it. */
  public record Statement(String ddlId, TableName table) {}

  /** The schema changes between the place and where a partition stands. */
  public interface Passed {
    /**
     * Asked while the checkpoint is locked, since only then it stands still.
     *
     * @throws dev.doppio.schemas.failure.DoppioException LOG_UNAVAILABLE, LOG_REFUSED
     */
    List<Statement> upTo(Checkpoint at);
  }

  /**
   * What was done, or taken back.
   *
   * @param from where the partition stood
   * @param to where it stands now; empty for before the log's first opening
   */
  public record Done(Checkpoint from, Optional<Checkpoint> to) {}
}
